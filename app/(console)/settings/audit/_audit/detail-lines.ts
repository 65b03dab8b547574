/** One fact of an entry; with `from`, what it was before. */
export interface DetailLine {
  readonly name: string;
  readonly from: string | null;
  readonly to: string;
}

const MAX_CHARACTERS = 160;

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An entry's detail as facts, each on a line: members of members by their path, and what was changed as it was and as it is. */
export function detailLines(detail: unknown): readonly DetailLine[] {
  if (!isFields(detail)) return [{ name: 'detail', from: null, to: textOf(detail) }];
  return Object.entries(detail).flatMap(([name, value]) => linesOf(name === 'changed' ? '' : name, value));
}

function linesOf(path: string, value: unknown): readonly DetailLine[] {
  if (!isFields(value)) return [{ name: path, from: null, to: textOf(value) }];
  if (isChange(value)) return changeLines(path, value.from, value.to);
  return Object.entries(value).flatMap(([name, member]) => linesOf(below(path, name), member));
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

interface Change {
  readonly from: unknown;
  readonly to: unknown;
}

function isChange(value: object): value is Change {
  return 'from' in value && 'to' in value && Object.keys(value).length === 2;
}

/** Of two objects the members that differ, by their path. */
function changeLines(path: string, from: unknown, to: unknown): readonly DetailLine[] {
  if (!isFields(from) || !isFields(to)) return [{ name: path, from: textOf(from), to: textOf(to) }];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) =>
    JSON.stringify(from[name]) === JSON.stringify(to[name])
      ? []
      : changeLines(below(path, name), from[name], to[name]),
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
