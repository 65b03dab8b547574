import { alwaysValidInference } from '../statistics/sequential/always-valid';
import { groupSequentialBounds } from '../statistics/sequential/group-sequential';
import { nominalAlphaPerSide } from '../statistics/sequential/group-sequential-interval';
import { say, type Outcome } from '../statistics/outcome';
import type { ExperimentPlan } from './plan';

/** A one-sided question in the direction of a positive estimate. */
export interface Contrast {
  readonly estimate: number;
  readonly standardError: number;
  readonly pOneSided: number;
  readonly mixingVariance: number;
}

/** Whether a test of a given one-sided level rejects at this look. */
export interface LookCriterion {
  readonly rejects: (contrast: Contrast) => boolean;
  /** What p is held against at this look; of an always-valid plan the level of all looks together. */
  readonly alphaOneSided: number;
}

/** The looks taken so far, this one last: the clock that the error is spent by, and what the test's metric knew at each. */
export interface LooksTaken {
  readonly lookFractions: readonly number[];
  readonly informationFractions: readonly number[];
}

/**
 * The plan's way of looking, for one test that may err with probability `alphaOneSided` over all looks together.
 * Fixed: that alpha. Group sequential: the last of `lookFractions` is this look, and p is held against the tail beyond
 * its bound. Always valid: the interval of the two-sided test at twice the alpha lies above zero.
 */
export function lookCriterion(
  plan: ExperimentPlan,
  { lookFractions, informationFractions }: LooksTaken,
  alphaOneSided: number,
): Outcome<LookCriterion> {
  const { method } = plan;
  if (method.kind === 'always-valid') {
    return say({ alphaOneSided, rejects: (contrast) => excludesZero(contrast, alphaOneSided) });
  }
  if (method.kind === 'fixed') return say(against(alphaOneSided));
  const design = {
    informationFractions,
    spendingFractions: lookFractions,
    spending: method.spending,
    alpha: alphaOneSided,
    sides: 1,
  } as const;
  const bounds = groupSequentialBounds(design);
  if (!bounds.ok) return bounds;
  const alphaOfLook = nominalAlphaPerSide(bounds.value.at(-1) ?? Infinity);
  return alphaOfLook.ok ? say(against(alphaOfLook.value)) : alphaOfLook;
}

function against(alphaOneSided: number): LookCriterion {
  return { alphaOneSided, rejects: (contrast) => contrast.pOneSided < alphaOneSided };
}

function excludesZero(contrast: Contrast, alphaOneSided: number): boolean {
  const { estimate, standardError, mixingVariance } = contrast;
  const inference = alwaysValidInference({
    difference: estimate,
    standardError,
    mixingVariance,
    alphaTwoSided: 2 * alphaOneSided,
  });
  return inference.ok && inference.value.interval.lower > 0;
}
