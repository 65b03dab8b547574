import { isSameValue } from './changes';

/** One place of what two people edited at the same time: what was saved elsewhere beside what is typed here. */
export interface EditElsewhere {
  /** Names from the outside in, such as "plan", "plannedUnits"; of an item of a list its key. A list whose items differ is one value. */
  readonly path: readonly string[];
  readonly before: unknown;
  readonly theirs: unknown;
  /** Absent where nobody changed it here: then theirs was taken over. */
  readonly mine?: { readonly value: unknown };
}

/** What was typed (`mine`) laid over what was saved meanwhile (`theirs`); both began as `before`. Nothing that was typed is lost. */
export function mergedEdits<Value>(before: Value, theirs: Value, mine: Value): Value {
  if (isSameValue(mine, before)) return theirs;
  if (isList(before) && isList(theirs) && isList(mine)) {
    if (!haveTheSameItems(before, theirs, mine)) return mine;
    const merged = structuredClone(theirs);
    for (const index of merged.keys()) merged[index] = mergedEdits(before[index], theirs[index], mine[index]);
    return merged;
  }
  if (!isFields(before) || !isFields(theirs) || !isFields(mine)) return mine;
  const merged = { ...theirs };
  for (const name in mine) merged[name] = mergedEdits(before[name], theirs[name], mine[name]);
  return merged;
}

/** Every place that was saved elsewhere, in the order of the form. */
export function editsElsewhere(
  before: unknown,
  theirs: unknown,
  mine: unknown,
  path: readonly string[] = [],
): readonly EditElsewhere[] {
  if (isSameValue(before, theirs)) return [];
  if (isRecord(before) && isRecord(theirs) && isRecord(mine)) {
    const names = new Set([...Object.keys(before), ...Object.keys(theirs)]);
    return [...names].flatMap((name) =>
      editsElsewhere(before[name], theirs[name], mine[name], [...path, name]),
    );
  }
  if (isList(before) && isList(theirs) && isList(mine) && haveTheSameItems(before, theirs, mine)) {
    return theirs.flatMap((item, index) =>
      editsElsewhere(before[index], item, mine[index], [...path, keyOf(item) ?? '']),
    );
  }
  const isUntouched = isSameValue(mine, before) || isSameValue(mine, theirs);
  return [{ path, before, theirs, ...(!isUntouched && { mine: { value: mine } }) }];
}

/** Whether nobody added, removed, moved or renamed an item: each is then edited for itself, as the variants of an experiment are. */
function haveTheSameItems(
  ...lists: readonly [readonly unknown[], readonly unknown[], readonly unknown[]]
): boolean {
  const keys = lists[0].map(keyOf);
  return (
    !keys.includes(null) &&
    lists.every((list) => list.length === keys.length && list.every((item, i) => keyOf(item) === keys[i]))
  );
}

/** By what people know an item: its key, or that of its metric. */
function keyOf(item: unknown): string | null {
  const key = isRecord(item) ? (item['key'] ?? item['metric']) : null;
  return typeof key === 'string' ? key : null;
}

function isList<Value>(value: Value): value is Value & unknown[] {
  return Array.isArray(value);
}

function isFields<Value>(value: Value): value is Value & object {
  return isRecord(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
