import { z } from 'zod';
import { fewEventsEffect } from '@/lib/statistics';
import { fiellerRelative } from '@/lib/statistics/effects/relative';
import { figure } from './case-file';
import { ends } from './effect-methods';
import { method, reshape, type Method } from './method';

const adjustedMeans = z.object({
  mean0: figure,
  mean1: figure,
  variance0: figure,
  variance1: figure,
  varianceShared: figure,
  quantile: figure,
});

function relativeEnds(input: z.output<typeof adjustedMeans>) {
  const { mean0, mean1, variance0, variance1, varianceShared, quantile } = input;
  const reach = quantile * Math.sqrt(variance0 + variance1);
  const relative = fiellerRelative(
    { estimate: mean0, samplingVariance: variance0, degreesOfFreedom: Infinity },
    { estimate: mean1, samplingVariance: variance1, degreesOfFreedom: Infinity },
    { lower: mean1 - mean0 - reach, upper: mean1 - mean0 + reach },
    quantile,
    varianceShared,
  );
  return reshape(relative, ({ interval }) => ends(interval));
}

const table = z.object({ events0: figure, n0: figure, events1: figure, n1: figure });

function midPGreater({ events0, n0, events1, n1 }: z.output<typeof table>) {
  const control = { n: n0, successes: events0 };
  const treatment = { n: n1, successes: events1 };
  return reshape(fewEventsEffect({ control, treatment, alphaTwoSided: 0.05 }), ({ pGreater }) => pGreater);
}

/** Two arms where the usual test needs more than their means and variances. */
export const contrastMethods: ReadonlyMap<string, Method> = new Map([
  ['fewEvents.midP', method(table, midPGreater)],
  ['cuped.relative', method(adjustedMeans, relativeEnds)],
]);
