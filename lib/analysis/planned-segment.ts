import type { EventSelection, PropertyCondition } from './metric-definition';

/** Units that did any of these in the time before their first exposure (`some`), and those that did not (`none`). */
export interface PastSegment extends EventSelection {
  readonly lengthHours: number;
  readonly split: 'none-some';
}

/** What every analysis of a run is segmented by: an attribute of the exposure, or what a unit did before it. */
export type PlannedSegment = { readonly attribute: string } | PastSegment;

/** By what a statement groups units: an attribute of the exposure, by its name, or the past. */
export type SegmentBy = string | PastSegment;

export function segmentBy(planned: PlannedSegment): SegmentBy {
  return 'attribute' in planned ? planned.attribute : planned;
}

/** How results call it: the attribute, or "purchase (plan equals pro) in the 14 days before exposure". */
export function segmentName(by: SegmentBy): string {
  if (typeof by === 'string') return by;
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
