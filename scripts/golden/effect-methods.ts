import { z } from 'zod';
import {
  adjustedArms,
  compareArms,
  cupedEffect,
  cupedJointMoments,
  meanEffect,
  nonInferiorityTest,
  proportionEffect,
  quantileEffect,
  ratioEffect,
  type Effect,
  type Interval,
} from '@/lib/statistics';
import { figure } from './case-file';
import type { Answer } from './comparison';
import { method, reshape, type Method } from './method';

const moments = z.object({ n: figure, mean: figure, variance: figure });
const successes = z.object({ n: figure, successes: figure });
const ratioMoments = z.object({
  n: figure,
  numeratorMean: figure,
  denominatorMean: figure,
  numeratorVariance: figure,
  denominatorVariance: figure,
  covariance: figure,
});
const cupedMoments = moments.extend({
  covariateMean: figure,
  covariateVariance: figure,
  covariance: figure,
});

function arms<T extends z.ZodType>(arm: T) {
  return z.object({ control: arm, treatment: arm, alpha: figure });
}

export function ends({ lower, upper }: Interval): Answer {
  return [lower, upper];
}

/**
 * An effect in the shape of the golden files. They give the relative difference as a plain quotient even where its
 * interval does not exist; the room then refuses both, so the quotient is formed here.
 */
function effectAnswer(effect: Effect, controlEstimate: number): { readonly [key: string]: Answer } {
  const { difference, standardError, degreesOfFreedom, statistic, pTwoSided, pGreater, pLess } = effect;
  const relative = effect.relative.ok ? effect.relative.value : null;
  return {
    difference,
    standardError,
    degreesOfFreedom,
    statistic,
    pTwoSided,
    pGreater,
    pLess,
    interval: ends(effect.interval),
    relativeDifference: relative?.difference ?? finiteOrNull(difference / controlEstimate),
    relativeInterval: relative === null ? null : ends(relative.interval),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export const effectMethods: ReadonlyMap<string, Method> = new Map([
  [
    'mean',
    method(arms(moments), ({ alpha, ...input }) =>
      reshape(meanEffect({ ...input, alphaTwoSided: alpha }), (effect) =>
        effectAnswer(effect, input.control.mean),
      ),
    ),
  ],
  [
    'proportion',
    method(arms(successes), ({ alpha, ...input }) =>
      reshape(proportionEffect({ ...input, alphaTwoSided: alpha }), (effect) =>
        effectAnswer(effect, input.control.successes / input.control.n),
      ),
    ),
  ],
  [
    'ratio',
    method(arms(ratioMoments), ({ alpha, ...input }) =>
      reshape(ratioEffect({ ...input, alphaTwoSided: alpha }), (effect) =>
        effectAnswer(effect, input.control.numeratorMean / input.control.denominatorMean),
      ),
    ),
  ],
  [
    'cuped',
    method(arms(cupedMoments), ({ alpha, ...input }) =>
      reshape(cupedEffect({ ...input, alphaTwoSided: alpha }), (effect) => {
        const { theta, varianceReduction } = effect;
        return {
          ...effectAnswer(givenPast(effect, input, alpha), adjustedControl(input)),
          theta,
          varianceReduction,
        };
      }),
    ),
  ],
  [
    'quantile',
    method(
      z.object({ control: z.array(figure), treatment: z.array(figure), quantile: figure, alpha: figure }),
      ({ alpha, ...input }) =>
        reshape(quantileEffect({ ...input, alphaTwoSided: alpha }), (effect) => ({
          ...effectAnswer(effect, effect.control),
          control: effect.control,
          treatment: effect.treatment,
        })),
    ),
  ],
  [
    'nonInferiority',
    method(
      arms(moments).extend({ relativeMargin: figure, higherIsBetter: z.boolean().default(true) }),
      ({ alpha, ...input }) =>
        reshape(nonInferiorityTest({ ...input, alphaOneSided: alpha }), (test) => ({ ...test })),
    ),
  ],
]);

type CupedArms = Readonly<Record<'control' | 'treatment', z.infer<typeof cupedMoments>>>;

function adjusted(input: CupedArms) {
  return adjustedArms({
    control: cupedJointMoments(input.control),
    treatment: cupedJointMoments(input.treatment),
    metric: { kind: 'mean', column: 0 },
    covariates: [{ kind: 'mean', column: 1 }],
  });
}

function adjustedControl(input: CupedArms): number {
  const arms = adjusted(input);
  return arms.ok ? arms.value.control.estimate : NaN;
}

/**
 * The files of before decisions.json take the covariate's pooled mean as known, which only the relative interval depends on:
 * `cuped.relative` holds the one that is shown.
 */
function givenPast(effect: Effect, input: CupedArms, alphaTwoSided: number): Effect {
  const arms = adjusted(input);
  if (!arms.ok) return effect;
  const given = compareArms(arms.value.control, arms.value.treatment, alphaTwoSided);
  return given.ok ? given.value : effect;
}
