import { z } from 'zod';
import { metricFactsSchema, type MetricFacts } from '../../model/metrics/facts';
import { metricMeaningSchema, type MetricMeaning } from '../../model/metrics/kinds';
import { mistakesOf } from '../../model/mistake';

/** What a person or program says of a metric, defaults filled in. */
export type MetricInput = MetricFacts & MetricMeaning;

/** Facts, kind and definition stand side by side in the input; each half is checked as a whole, all problems at once. */
export const metricFieldsSchema = z
  .looseObject({}, 'A metric is an object.')
  .transform(({ kind, definition, ...facts }, context): MetricInput => {
    const meaning = { kind, definition };
    const ofFacts = metricFactsSchema.safeParse(facts);
    const ofMeaning = metricMeaningSchema.safeParse(meaning);
    const mistakes = [
      ...(ofFacts.error?.issues ?? []).flatMap((issue) => mistakesOf(issue, metricFactsSchema, facts)),
      ...(ofMeaning.error?.issues ?? []).flatMap((issue) => mistakesOf(issue, metricMeaningSchema, meaning)),
    ];
    for (const { path, message } of mistakes) context.addIssue({ code: 'custom', path: [...path], message });
    if (!ofFacts.success || !ofMeaning.success) return z.NEVER;
    return { ...ofFacts.data, ...ofMeaning.data };
  });

/** Both halves as one schema, for the API's description: a transform does not tell what it takes. */
export const metricFieldsDescription = z.intersection(metricFactsSchema, metricMeaningSchema).meta({
  id: 'MetricFields',
  description: 'A metric: its name and definition, by kind.',
  unevaluatedProperties: false,
});
