import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly';
import { outcomeOf } from './effect';

const partSchema = z
  .object({
    /** A value by itself, all events without the property, or all values that are not among the largest. */
    part: z.enum(['value', 'without', 'other']),
    /** Its first 200 characters; null where it is no value. */
    value: z.string().nullable(),
    /** In variant position order: the total of the part's events over all `n` units of the variant. */
    arms: z.array(z.object({ variant: z.string(), n: z.number(), mean: z.number() })),
  })
  .meta({
    id: 'BreakdownPart',
    description:
      "The total of the part's events over all n units of a variant: of a value, of events without the property, or of all other values.",
  });

/** One value of the property that a metric is broken down by. */
export type BreakdownPart = DeepReadonly<z.output<typeof partSchema>>;

export const metricBreakdownSchema = z
  .object({ metric: z.string(), property: z.string(), parts: outcomeOf(z.array(partSchema)) })
  .meta({
    id: 'MetricBreakdown',
    description:
      'A metric by a property of its own event, the largest part first: descriptive, never tested.',
  });

/** A metric by a property of its own event, the largest part first; descriptive. */
export type MetricBreakdown = DeepReadonly<z.output<typeof metricBreakdownSchema>>;
