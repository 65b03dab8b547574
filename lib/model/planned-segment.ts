import { z } from 'zod';
import type { PropertyCondition } from './condition';
import { eventSelectionFields, windowLengthSchema } from './metrics/parts';
import { attributeNameSchema } from './attribute-name';
import type { DeepReadonly } from './deep-readonly';

const maximumPlanned = 10;

const postStratify = z
  .literal(true, 'Leave "postStratify" out where effects are not to be post-stratified.')
  .optional()
  .describe(
    "Effects are post-stratified by it: each value's difference counts by its share of all units, which makes intervals narrower.",
  );

const plannedSegmentSchema = z
  .union(
    [
      z.strictObject({ attribute: attributeNameSchema, postStratify }),
      z.strictObject({
        ...eventSelectionFields,
        postStratify,
        lengthHours: windowLengthSchema.default(24 * 14),
        split: z.literal('none-some').default('none-some'),
      }),
    ],
    'A segment is { "attribute": ... }, or { "event": ..., "lengthHours": ..., "split": "none-some" } of the time before exposure.',
  )
  .meta({
    id: 'PlannedSegment',
    description: 'By an attribute, or by whether a unit did something before exposure.',
  });

/** What every analysis is segmented by; decided before anybody looks, so that nobody chooses what shows something. */
export const plannedSegmentsSchema = z
  .array(plannedSegmentSchema)
  .max(maximumPlanned, `At most ${String(maximumPlanned)} segmentations.`)
  .superRefine((segments, problems) => {
    const names = segments.map((segment) => segmentName(segmentBy(segment)));
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      problems.addIssue({ code: 'custom', path: [index], message: `"${name}" is listed twice.` });
    });
    const stratified = segments.flatMap((segment, index) => (segment.postStratify === true ? [index] : []));
    const second = stratified[1];
    if (second === undefined) return;
    problems.addIssue({
      code: 'custom',
      path: [second],
      message: 'Effects are post-stratified by one segmentation.',
    });
  });

/** What every analysis of a run is segmented by: an attribute of the exposure, or what a unit did before it. */
export type PlannedSegment = DeepReadonly<z.output<typeof plannedSegmentSchema>>;

/** Units that did any of these in the time before their first exposure (`some`), and those that did not (`none`). */
export type PastSegment = Omit<Exclude<PlannedSegment, { readonly attribute: string }>, 'postStratify'>;

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
  if ('attribute' in planned) return planned.attribute;
  const { event, where, lengthHours, split } = planned;
  return { event, where, lengthHours, split };
}

/** How results call the segmentation by which effects are post-stratified; null: by none. */
export function postStratifiedBy(segments: readonly PlannedSegment[] = []): string | null {
  const planned = segments.find((segment) => segment.postStratify === true);
  return planned === undefined ? null : segmentName(segmentBy(planned));
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
  if (!('value' in condition)) return `${property} ${operator}`;
  const { value } = condition;
  return `${property} ${operator} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
}

function counted(count: number, word: string): string {
  return count === 1 ? word : `${String(count)} ${word}s`;
}
