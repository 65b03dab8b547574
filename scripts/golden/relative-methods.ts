import { z } from 'zod';
import { heterogeneityTest, interactionTest, logRatioOfArms, noveltyTest, say } from '@/lib/statistics';
import type { JointMoments } from '@/lib/statistics';
import { figure } from './case-file';
import { ends } from './effect-methods';
import { method, reshape, type Method } from './method';

/** Units with an event early, late, and in both periods. */
const periods = z.object({ early: figure, late: figure, both: figure, n: figure });
const moments = z.object({ n: figure, mean: figure, variance: figure });
const pair = z.object({ control: moments, treatment: moments });

/** Moments of two columns of 0 and 1. */
function momentsOf({ early, late, both, n }: z.output<typeof periods>): JointMoments {
  const [e, l] = [early / n, late / n];
  const sample = n / (n - 1);
  const covariance = (both / n - e * l) * sample;
  return {
    n,
    means: [e, l],
    covariances: [
      [e * (1 - e) * sample, covariance],
      [covariance, l * (1 - l) * sample],
    ],
  };
}

const estimateOf = ({ n, mean, variance }: z.output<typeof moments>) => ({
  estimate: mean,
  samplingVariance: variance / n,
  degreesOfFreedom: n - 1,
});

/** Comparisons of relative effects: early and late, segments, and two experiments. */
export const relativeMethods: ReadonlyMap<string, Method> = new Map([
  [
    'novelty',
    method(z.object({ control: periods, treatment: periods, alphaTwoSided: figure }), (input) =>
      reshape(
        noveltyTest({
          control: momentsOf(input.control),
          treatment: momentsOf(input.treatment),
          early: { kind: 'mean', column: 0 },
          late: { kind: 'mean', column: 1 },
          alphaTwoSided: input.alphaTwoSided,
        }),
        (found) => ({ ...found, interval: ends(found.interval) }),
      ),
    ),
  ],
  [
    'heterogeneity.relative',
    method(z.object({ segments: z.array(pair) }), ({ segments }) => {
      const ratios = segments.map(({ control, treatment }) =>
        logRatioOfArms(estimateOf(control), estimateOf(treatment)),
      );
      const compared = ratios.flatMap((ratio) => (ratio.ok ? [ratio.value] : []));
      const found = heterogeneityTest({
        differences: compared.map(({ logRatio }) => logRatio),
        standardErrors: compared.map(({ standardError }) => standardError),
      });
      return found.ok ? say({ ...found.value, compared: compared.length }) : found;
    }),
  ],
  [
    'interaction',
    method(
      z.object({
        neither: moments,
        firstOnly: moments,
        secondOnly: moments,
        both: moments,
        alphaTwoSided: figure,
      }),
      (input) => reshape(interactionTest(input), (found) => ({ ...found, interval: ends(found.interval) })),
    ),
  ],
]);
