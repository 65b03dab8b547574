import { z } from 'zod';
import { defineMetricKind } from './kind';
import { aggregate, after, capsOf, withCovariate } from './measure';
import { covariate, form, ratioTermSchema, windowSchema } from './parts';
import { capitalised, termWords } from './words';

/** The sum of one term over the sum of another, over all units of an arm. */
export const ratio = defineMetricKind({
  kind: 'ratio',
  definition: z
    .strictObject({
      ...form,
      numerator: ratioTermSchema,
      denominator: ratioTermSchema,
      window: windowSchema,
      covariate,
    })
    .meta({
      id: 'RatioDefinition',
      description:
        'The sum of one term over the sum of another, over all units of a variant. A figure per session or order is a ratio: what happens in it over the number of such events. Its interval has units as clusters, so that events of one unit may be alike.',
    }),
  label: 'Ratio of two totals',
  figure: 'ratio of totals',
  spread: 'level',
  refusals: {
    breakdown: 'The parts of a ratio do not add up to it: break its numerator down, as a metric of its own.',
  },
  sentence: ({ numerator, denominator }) =>
    `${capitalised(termWords(numerator))} over ${termWords(denominator)}`,
  measure: ({ numerator, denominator, window, covariate: past }) => {
    const columns = [numerator, denominator].map((term) => aggregate(term.aggregate, term, after(window)));
    const outcome = { kind: 'ratio', numerator: 0, denominator: 1 } as const;
    const caps = [...capsOf(numerator, 0), ...capsOf(denominator, 1)];
    return withCovariate({ columns, outcome, caps }, window, past);
  },
});
