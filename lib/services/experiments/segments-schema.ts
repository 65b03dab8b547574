import { z } from 'zod';
import type { PlannedSegment } from '../../analysis/planned-segment';
import { segmentBy, segmentName } from '../../analysis/planned-segment';
import { isPrintableName } from '../../assignment/printable-name';
import { eventSelectionFields, windowLengthSchema } from '../../analysis/metric-parts-schema';

const maximumPlanned = 10;

/** The name of an attribute of the exposure. */
export const attributeNameSchema = z
  .string('An attribute is named by text.')
  .min(1, 'Name the attribute.')
  .max(200, 'The name of an attribute has at most 200 characters.')
  .refine(isPrintableName, 'The name of an attribute cannot hold line breaks or other control characters.');

const plannedSegmentSchema: z.ZodType<PlannedSegment> = z
  .union(
    [
      z.strictObject({ attribute: attributeNameSchema }),
      z.strictObject({
        ...eventSelectionFields,
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
  });
