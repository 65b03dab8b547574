import type { EventSelection, PropertyCondition } from './metric-definition';

/** Units that did any of these in the time before their first exposure (`some`), and those that did not (`none`). */
export interface PastSegment extends EventSelection {
  readonly lengthHours: number;
  readonly split: 'none-some';
}

/** What every analysis of a run is segmented by: an attribute of the exposure, or what a unit did before it. */
export type PlannedSegment = { readonly attribute: string } | PastSegment;

/** An attribute of many values: the largest of them each for itself, all others together. */
export interface LargestValues {
  readonly attribute: string;
  readonly named: readonly string[];
  /** The value that stands for all that are not named; none of those. */
  readonly other: string;
}

/** By what a statement groups units: an attribute of the exposure, by its name or by its largest values, or the past. */
export type SegmentBy = string | LargestValues | PastSegment;

export function segmentBy(planned: PlannedSegment): string | PastSegment {
  return 'attribute' in planned ? planned.attribute : planned;
}

export function isPast(by: SegmentBy): by is PastSegment {
  return typeof by !== 'string' && 'event' in by;
}

/** `valueCount` values, of which these are named: the others are "220 other values". */
export function largestValues(
  attribute: string,
  named: readonly string[],
  valueCount: number,
): LargestValues {
  const count = valueCount - named.length;
  let other = count === 1 ? '1 other value' : `${String(count)} other values`;
  while (named.includes(other)) other = `all ${other}`;
  return { attribute, named, other };
}

/**
 * The order in which values of an attribute are shown: numbers by their size, then text, then the value that stands for all
 * others, then units without the attribute.
 */
export function bySegmentValue(other?: string): (a: string | null, b: string | null) => number {
  const rankOf = (value: string | null) =>
    value === null ? 3 : value === other ? 2 : isNumber.test(value) ? 0 : 1;
  return (a, b) => {
    const rank = rankOf(a);
    if (rank !== rankOf(b)) return rank - rankOf(b);
    if (a === null || b === null) return 0;
    return (rank === 0 ? Math.sign(Number(a) - Number(b)) : 0) || (a < b ? -1 : a > b ? 1 : 0);
  };
}

const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** How results call it: the attribute, or "purchase (plan equals pro) in the 14 days before exposure". */
export function segmentName(by: SegmentBy): string {
  if (typeof by === 'string') return by;
  if ('attribute' in by) return by.attribute;
  const { event, where, lengthHours } = by;
  const conditions = where.length === 0 ? '' : ` (${where.map(conditionText).join(' and ')})`;
  const length = lengthHours % 24 === 0 ? counted(lengthHours / 24, 'day') : counted(lengthHours, 'hour');
  return `${event}${conditions} in the ${length} before exposure`;
}

function conditionText(condition: PropertyCondition): string {
  const { property, operator } = condition;
  return 'value' in condition
    ? `${property} ${operator} ${String(condition.value)}`
    : `${property} ${operator}`;
}

function counted(count: number, word: string): string {
  return count === 1 ? word : `${String(count)} ${word}s`;
}
