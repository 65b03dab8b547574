import { z } from 'zod';
import {
  adjustPValues,
  alwaysValidInference,
  betaBinomialPosterior,
  groupSequentialBounds,
  heterogeneityTest,
  normalPosterior,
  power,
  sampleRatioTest,
  sampleSize,
  sequentialSampleRatioTest,
} from '@/lib/statistics';
import { figure } from './case-file';
import { ends } from './effect-methods';
import { method, reshape, type Method } from './method';

const counts = z.object({ observed: z.array(figure), weights: z.array(figure) });
const successes = z.object({ n: figure, successes: figure });
const sides = z.union([z.literal(1), z.literal(2)]).default(2);
const alpha = figure.default(0.05);
const testDesign = z.object({
  standardizedEffect: figure,
  treatmentToControlRatio: figure.default(1),
  alpha,
  sides,
});
const powerFamily = z
  .string()
  .transform((text) => Number(/^power:(.+)$/.exec(text)?.[1]))
  .refine(Number.isFinite, 'spending is obrien-fleming, pocock or power:rho')
  .transform((rho) => `power:${rho}` as const);
export const spending = z.union([z.enum(['obrien-fleming', 'pocock']), powerFamily]);
const procedure = z.enum(['bonferroni', 'holm', 'hochberg', 'benjamini-hochberg', 'benjamini-yekutieli']);

export const otherMethods: ReadonlyMap<string, Method> = new Map([
  ['srm.chiSquared', method(counts, (input) => reshape(sampleRatioTest(input), (test) => ({ ...test })))],
  [
    'srm.sequential',
    method(counts.extend({ concentration: figure.default(10_000) }), (input) =>
      reshape(sequentialSampleRatioTest(input), (test) => ({ ...test })),
    ),
  ],
  [
    'groupSequential.bounds',
    method(z.object({ informationFractions: z.array(figure), spending, alpha, sides }), (input) =>
      reshape(groupSequentialBounds(input), (bounds) => bounds),
    ),
  ],
  [
    'alwaysValid',
    method(
      z.object({ difference: figure, standardError: figure, mixingVariance: figure, alpha }),
      ({ alpha, ...input }) =>
        reshape(alwaysValidInference({ ...input, alphaTwoSided: alpha }), ({ interval, p }) => ({
          interval: ends(interval),
          p,
        })),
    ),
  ],
  [
    'power.sampleSize',
    method(testDesign.extend({ power: figure }), (input) =>
      reshape(sampleSize(input), (size) => ({ ...size })),
    ),
  ],
  [
    'power.power',
    method(testDesign.extend({ controlUnits: figure }), (input) =>
      reshape(power(input), (value) => ({ ...value })),
    ),
  ],
  [
    'adjust',
    method(z.object({ pValues: z.array(figure), procedure }), (input) =>
      reshape(adjustPValues(input), (adjusted) => adjusted),
    ),
  ],
  [
    'bayes.normal',
    method(
      z.object({
        difference: figure,
        standardError: figure,
        priorMean: figure,
        priorStandardDeviation: figure,
        level: figure,
      }),
      (input) =>
        reshape(normalPosterior(input), ({ interval, ...posterior }) => ({
          ...posterior,
          interval: ends(interval),
        })),
    ),
  ],
  [
    'bayes.betaBinomial',
    method(
      z.object({ control: successes, treatment: successes, prior: z.tuple([figure, figure]) }),
      (input) => reshape(betaBinomialPosterior(input), (posterior) => ({ ...posterior })),
    ),
  ],
  [
    'heterogeneity',
    method(z.object({ differences: z.array(figure), standardErrors: z.array(figure) }), (input) =>
      reshape(heterogeneityTest(input), (test) => ({ ...test })),
    ),
  ],
]);
