import { z } from 'zod';
import { contrastSchema } from './contrast';
import type { DeepReadonly } from './deep-readonly';
import { intervalSchema, outcomeOf } from './effect';

const priorSchema = z
  .object({
    mean: z.literal(0),
    standardDeviation: z.number().describe('What the metric usually moves by: `usualSize` without this run.'),
    effects: z.int().describe('All variants of the other ended, valid runs that it is from.'),
    experiments: z.int().describe('These runs.'),
  })
  .meta({
    id: 'ProgramPrior',
    description: 'Normal prior of the relative change, from all other ended runs.',
  });

const posteriorSchema = z
  .object({
    mean: z.number(),
    standardDeviation: z.number(),
    interval: intervalSchema.describe('Equal-tailed, 95 %.'),
    chanceBetter: z.number().describe('Chance that the true change lies in the good direction.'),
    chanceOfInterest: z
      .number()
      .nullable()
      .describe('Chance that it is at least the smallest effect of interest; null: none was stated.'),
    expectedLossShipping: z
      .number()
      .describe('Mean of what is lost by shipping, over the size of the control mean: 0 where it is better.'),
    expectedLossNotShipping: z.number().describe('Mean of what is forgone by not shipping.'),
  })
  .meta({ id: 'Posterior', description: 'Of the relative change, given the prior and what was measured.' });

export const metricBelievedSchema = z
  .object({
    metric: z.string(),
    contrast: contrastSchema,
    measured: z
      .object({ relativeDifference: z.number(), standardError: z.number() })
      .nullable()
      .describe('As measured at the last look; null: no relative change can be said.'),
    prior: outcomeOf(priorSchema),
    posterior: outcomeOf(posteriorSchema),
  })
  .meta({ id: 'MetricBelieved', description: "A success metric of a variant with the program's prior." });

/** What to believe of one success metric in one variant. */
export type MetricBelieved = DeepReadonly<z.output<typeof metricBelievedSchema>>;
