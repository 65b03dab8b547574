import { isSameValue } from './changes';

/** One place of what two people edited at the same time: what was saved elsewhere beside what is typed here. */
export interface EditElsewhere {
  /** Names from the outside in, such as "plan", "plannedUnits". A list is one value. */
  readonly path: readonly string[];
  readonly before: unknown;
  readonly theirs: unknown;
  /** Absent where nobody changed it here: then theirs was taken over. */
  readonly mine?: { readonly value: unknown };
}

/** What was typed (`mine`) laid over what was saved meanwhile (`theirs`); both began as `before`. Nothing that was typed is lost. */
export function mergedEdits<Value>(before: Value, theirs: Value, mine: Value): Value {
  if (isSameValue(mine, before)) return theirs;
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
  const isUntouched = isSameValue(mine, before) || isSameValue(mine, theirs);
  return [{ path, before, theirs, ...(!isUntouched && { mine: { value: mine } }) }];
}

function isFields<Value>(value: Value): value is Value & object {
  return isRecord(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
