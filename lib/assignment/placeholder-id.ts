// What programs write where they have no id: `String(undefined)`, `str(None)`, `fmt.Sprint(nil)`, `JSON.stringify([null])`, `\N` of a dump,
// a cell of `#N/A`, a field that was never filled. Everybody who sends one would become a single unit, which no analysis can take apart
// again. Spaces, quotes and brackets around it, as templates leave them, change nothing; nor do several of these, joined. All patterns take
// time in proportion to a text, however long it is.

/** Around a spelling: blanks, also those that no font shows, quotes and brackets. */
const AROUND = '[\\s\\p{DI}\\u2800\\u2010-\\u201f"\'`\\\\#()[\\]{}<>«»‹›]*';

/** As programs spell them. A person may be called Null or Nan, so other letters are another id. NA is Namibia; <NA> is no country. */
export const SPELLINGS =
  '[Uu]ndefined|UNDEFINED|null|NULL|nan|Na[NT]|<NA>|None|nil|n/a|N/A|\\\\N|object \\w*|not set|Infinity|[-0fF]{32,}';

/** Templates that nobody filled: `${userId}`, `{{user_id}}`, `%{id}`. */
const UNFILLED = /[$%{]\{[^{}]*\}+/g;

/** Between the parts of an id. Parts that are all blank are nobody's too. */
const JOINT = /[|:;,_&+-]/;

/** Judges texts by spellings of nobody, as parts of a pattern. */
export const nobodyBy = (spellings: string, flags: string) => {
  const pattern = RegExp(`^${AROUND}((${spellings})${AROUND})?$`, flags);
  // Whoever is somebody is so by the first characters, nearly always.
  const beginning = RegExp(`^${AROUND}(${spellings}|\\B|_)`, flags);
  return (id: string): boolean => {
    if (!beginning.test(id)) return false;
    const text = id.replace(UNFILLED, 'null');
    return pattern.test(text) || text.split(JOINT).every((part) => pattern.test(part));
  };
};

/** Whether a text is what programs write where there is no id, or is blank. A zero is an id: some systems count from it. */
export const isPlaceholderId = nobodyBy(SPELLINGS, 'u');

/**
 * The same for ids that a link names, in whatever letters, and more is refused: a wrong link makes two people one. `0`, `-1`, `true`,
 * `guest` and the like are nobody.
 */
export const isNobodysId = nobodyBy(`${SPELLINGS}|0+(\\.0+)?|-1|true|false|anonymous|guest|unknown`, 'iu');
