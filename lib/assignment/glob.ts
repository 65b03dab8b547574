/**
 * A pattern as a test of whole texts: `*` stands for any characters, none included, `\` makes the next `*` or `\` stand
 * for itself; null when a `\` stands before anything else. Takes time in proportion to the text, whatever the pattern:
 * its parts are looked for from left to right, each once, and the first place is always as good as a later one.
 */
export function compileGlob(pattern: string): ((text: string) => boolean) | null {
  const parts = partsOf(pattern);
  if (parts === null) return null;
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (parts.length === 1) return (text) => text === first;
  const searches = parts.slice(1, -1).map(searchFor);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const search of searches) {
      from = search(text, from, end);
      if (from < 0) return false;
    }
    return true;
  };
}

/** The texts between the stars, unescaped. */
function partsOf(pattern: string): readonly string[] | null {
  const parts = [''];
  for (const [token] of pattern.matchAll(/\\?[^]/g)) {
    if (token === '*') parts.push('');
    else if (/^\\[^*\\]?$/.test(token)) return null;
    else parts.push((parts.pop() ?? '') + token.slice(-1));
  }
  return parts;
}

/**
 * Where the first occurrence of the part between `from` and `end` ends, -1 without one: Knuth, Morris and Pratt's search,
 * because indexOf may take the product of both lengths.
 */
function searchFor(part: string): (text: string, from: number, end: number) => number {
  // For each prefix of the part: the length of its longest proper prefix that is also its suffix.
  const borders = [0];
  for (let index = 1, border = 0; index < part.length; index += 1) {
    while (border > 0 && part[index] !== part[border]) border = borders[border - 1] ?? 0;
    if (part[index] === part[border]) border += 1;
    borders.push(border);
  }
  return (text, from, end) => {
    if (part === '') return from;
    let matched = 0;
    for (let index = from; index < end; index += 1) {
      const code = text.charCodeAt(index);
      while (matched > 0 && code !== part.charCodeAt(matched)) matched = borders[matched - 1] ?? 0;
      if (code === part.charCodeAt(matched)) matched += 1;
      if (matched === part.length) return index + 1;
    }
    return -1;
  };
}
