import { z } from 'zod';
import type { MetricMeaning } from '../../analysis/metric-definition';
import { metricMeaningSchema } from '../../analysis/metric-definition-schema';
import { keySchema, nameSchema, textSchema } from '../experiments/key-schema';
import { mistakesOf } from '../parse-input';

// What the form speaks too: pages know the services alone.
export { metricMeaningSchema } from '../../analysis/metric-definition-schema';
export { defaultCovariateHours } from '../../analysis/default-covariate';
export {
  metricKinds,
  takesCovariate,
  type Covariate,
  type MetricKind,
  type MetricMeaning,
  type MetricWindow,
  type PropertyCondition,
} from '../../analysis/metric-definition';

export const metricFactsSchema = z.strictObject({
  key: keySchema,
  name: nameSchema,
  description: textSchema(2_000).default(''),
  direction: z.enum(['higher-is-better', 'lower-is-better']).default('higher-is-better'),
  unit: textSchema(20).default('').describe('For display, such as "EUR" or "ms".'),
});

/** What a metric is called and how it is shown. */
export type MetricFacts = z.output<typeof metricFactsSchema>;

/** What a person or program says of a metric, defaults filled in. */
export type MetricInput = MetricFacts & MetricMeaning;

/** Facts, kind and definition stand side by side in the input; each half is checked as a whole, all problems at once. */
export const metricFieldsSchema: z.ZodType<MetricInput> = z
  .looseObject({}, 'A metric is an object.')
  .transform(({ kind, definition, ...facts }, context): MetricInput => {
    const ofFacts = metricFactsSchema.safeParse(facts);
    const ofMeaning = metricMeaningSchema.safeParse({ kind, definition });
    for (const { error } of [ofFacts, ofMeaning]) {
      error?.issues.flatMap(mistakesOf).forEach(({ path, message }) => {
        context.addIssue({ code: 'custom', path, message });
      });
    }
    if (!ofFacts.success || !ofMeaning.success) return z.NEVER;
    return { ...ofFacts.data, ...ofMeaning.data };
  });

/** Both halves as one schema, for the API's description: a transform does not tell what it takes. */
export const metricFieldsDescription = z.intersection(metricFactsSchema, metricMeaningSchema).meta({
  id: 'MetricFields',
  description: 'A metric: what it is called, and what it measures, by its kind.',
  unevaluatedProperties: false,
});
