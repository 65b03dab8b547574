import { z } from 'zod';
import { keySchema, nameSchema, textSchema } from '../experiments/key-schema';

const maximumWindowHours = 24 * 366;

export const metricDefinitionSchema = z.strictObject({
  event: z
    .string('The event is named by text.')
    .min(1, 'Name the event to count.')
    .max(200, 'An event name has at most 200 characters.')
    .regex(/^[^\0]*$/, 'An event name cannot hold the NUL character.'),
  windowHours: z
    .number('A window is a number of hours, or null for no end.')
    .gt(0, 'A window is longer than 0 hours.')
    .max(maximumWindowHours, 'A window is at most 366 days long.')
    .nullable()
    .default(null),
});

export const metricFieldsSchema = z.strictObject({
  key: keySchema,
  name: nameSchema,
  description: textSchema(2_000).default(''),
  kind: z.enum(['mean', 'proportion']),
  definition: metricDefinitionSchema,
  direction: z.enum(['higher-is-better', 'lower-is-better']).default('higher-is-better'),
  unit: textSchema(20).default(''),
});

/** What a person or program says of a metric, defaults filled in. */
export type MetricInput = z.output<typeof metricFieldsSchema>;
