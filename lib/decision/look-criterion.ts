import { normalOfStudentT, studentTOfNormal } from '../statistics/distributions/normal-of-t';
import { studentTIsf } from '../statistics/distributions/student-t';
import { alwaysValidInference } from '../statistics/sequential/always-valid';
import { groupSequentialBounds } from '../statistics/sequential/group-sequential';
import { nominalAlphaPerSide } from '../statistics/sequential/group-sequential-interval';
import { say, type Outcome } from '../statistics/outcome';
import type { ExperimentPlan } from './plan';

/** How precise the difference of two arms is: what the ends of its interval depend on. */
export interface Precision {
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** tau^2 of an always-valid plan. */
  readonly mixingVariance: number;
}

/** A one-sided question in the direction of a positive statistic. */
export interface TestedEstimate {
  /** The estimate over its own standard error. */
  readonly statistic: number;
  /** Of this look alone. */
  readonly pOneSided: number;
  /** Of the difference of the arms, whatever was estimated of them: so that the test and the interval's end go by one quantile. */
  readonly precision: Precision;
}

/** How a test of a given one-sided level is judged at this look. */
export interface LookCriterion {
  /** Over all looks together. */
  readonly alphaOneSided: number;
  /** What p is held against at this look; of an always-valid plan the level of all looks together. */
  readonly alphaOneSidedAtLook: number;
  /** The p that is held against it: of an always-valid plan the mixture's, of others the test's own. */
  readonly pOneSided: (tested: TestedEstimate) => number;
  /** The test goes by the variance of the difference, and not by the p of this look alone. */
  readonly needsVariance: boolean;
  /** How many standard errors from the estimate the end of the interval lies; infinite: there is no error to spend. */
  readonly quantileOf: (precision: Precision) => number;
}

/** The looks taken so far, this one last: the clock that the error is spent by, and what the test's metric knew at each. */
export interface LooksTaken {
  readonly lookFractions: readonly number[];
  readonly informationFractions: readonly number[];
}

/**
 * The plan's way of looking, for one test that may err with probability `alphaOneSided` over all looks together.
 * Fixed: that alpha. Group sequential: the last of `lookFractions` is this look, and p is held against the tail beyond
 * its bound. Always valid: the mixture's p at the two-sided test with twice the alpha, of what points to the asked side; the mixture is of normal
 * statistics, and a Student t counts as the normal one with the same tail, so that no p is smaller than that of one look alone.
 */
export function lookCriterion(
  { method }: Pick<ExperimentPlan, 'method'>,
  { lookFractions, informationFractions }: LooksTaken,
  alphaOneSided: number,
): Outcome<LookCriterion> {
  if (method.kind === 'always-valid') return say(alwaysValidCriterion(alphaOneSided));
  if (method.kind === 'fixed') return say(against(alphaOneSided, alphaOneSided));
  const design = {
    informationFractions,
    spendingFractions: lookFractions,
    spending: method.spending,
    alpha: alphaOneSided,
    sides: 1,
  } as const;
  const bounds = groupSequentialBounds(design);
  if (!bounds.ok) return bounds;
  const atLook = nominalAlphaPerSide(bounds.value.at(-1) ?? Infinity);
  return atLook.ok ? say(against(alphaOneSided, atLook.value)) : atLook;
}

function against(alphaOneSided: number, alphaOneSidedAtLook: number): LookCriterion {
  return {
    alphaOneSided,
    alphaOneSidedAtLook,
    needsVariance: false,
    pOneSided: ({ pOneSided }) => pOneSided,
    quantileOf: ({ degreesOfFreedom }) =>
      alphaOneSidedAtLook > 0 ? studentTIsf(alphaOneSidedAtLook, degreesOfFreedom) : Infinity,
  };
}

function alwaysValidCriterion(alphaOneSided: number): LookCriterion {
  const inferenceOf = (statistic: number, { standardError, mixingVariance }: Precision) =>
    alwaysValidInference({
      difference: statistic * standardError,
      standardError,
      mixingVariance,
      alphaTwoSided: 2 * alphaOneSided,
    });
  return {
    alphaOneSided,
    alphaOneSidedAtLook: alphaOneSided,
    needsVariance: true,
    pOneSided: ({ statistic, precision }) => {
      const inference = inferenceOf(normalOfStudentT(statistic, precision.degreesOfFreedom), precision);
      return inference.ok && statistic > 0 ? inference.value.p / 2 : 1;
    },
    quantileOf: (precision) => {
      const inference = inferenceOf(0, precision);
      if (!inference.ok) return Infinity;
      const reach = inference.value.interval.upper / precision.standardError;
      return studentTOfNormal(reach, precision.degreesOfFreedom);
    },
  };
}
