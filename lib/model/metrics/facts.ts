import { z } from 'zod';
import { keySchema, nameSchema, textSchema } from '../key';
import { metricDirectionSchema } from '../metric-use';

const unitSchema = textSchema(20).meta({
  id: 'UnitOfMeasure',
  description: 'For display, such as "EUR" or "ms".',
});

export const metricFactsSchema = z.strictObject({
  key: keySchema,
  name: nameSchema,
  description: textSchema(2_000).default(''),
  direction: metricDirectionSchema.default('higher-is-better'),
  unit: unitSchema.default(''),
});

/** What a metric is called and how it is shown. */
export type MetricFacts = z.output<typeof metricFactsSchema>;

/** The same as the API takes it: what has a default may be left out. */
export type MetricFactsBody = Readonly<z.input<typeof metricFactsSchema>>;
