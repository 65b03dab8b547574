import type { Effect } from '../effect';
import { compareArms, type ArmEstimate } from '../effects/arm-comparison';
import { adjustTests, type AdjustedTest, type AdjustmentProcedure } from '../multiplicity/adjust';
import { cannotSay, say, type Outcome } from '../outcome';
import { heterogeneityTest, type Heterogeneity } from './heterogeneity';

export interface Segment {
  readonly name: string;
  readonly control: ArmEstimate;
  readonly treatment: ArmEstimate;
}

export interface SegmentEffectsInput {
  readonly segments: readonly Segment[];
  readonly procedure: AdjustmentProcedure;
  readonly alphaTwoSided: number;
}

export interface SegmentEffect {
  readonly name: string;
  /** The effect with the interval at the level that matches `adjustedP`. */
  readonly effect: Outcome<Effect & { readonly adjustedP: number }>;
}

export interface SegmentEffects {
  /** Read it first: without heterogeneity the segments say nothing that the whole does not. */
  readonly heterogeneity: Outcome<Heterogeneity>;
  readonly segments: readonly SegmentEffect[];
}

/**
 * Effect in every segment, corrected for their number, after Cochran's Q for whether they differ at all. Estimand, unit and
 * sidedness are those of `compareArms`. A segment that cannot say keeps its reason and is not counted as a test.
 * Source: for the order of the two questions, Cochran (1954); for the correction, the procedure chosen.
 */
export function segmentEffects(input: SegmentEffectsInput): Outcome<SegmentEffects> {
  const { procedure, alphaTwoSided } = input;
  const plain = input.segments.map((segment) => ({
    segment,
    outcome: compareArms(segment.control, segment.treatment, alphaTwoSided),
  }));
  const effects = plain.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : []));
  const pValues = effects.map((effect) => effect.pTwoSided);
  const adjusted = adjustTests({ pValues, procedure, alphaTwoSided });
  if (!adjusted.ok) return adjusted;
  const heterogeneity = heterogeneityTest({
    differences: effects.map((effect) => effect.difference),
    standardErrors: effects.map((effect) => effect.standardError),
  });
  const tests = adjusted.value.values();
  const segments = plain.map(({ segment, outcome }): SegmentEffect => {
    if (!outcome.ok) return { name: segment.name, effect: outcome };
    return { name: segment.name, effect: corrected(segment, tests.next().value) };
  });
  return say({ heterogeneity, segments });
}

function corrected(segment: Segment, test: AdjustedTest | undefined): SegmentEffect['effect'] {
  if (test === undefined) return cannotSay('not-computable', 'The segment has no corrected test.');
  const effect = compareArms(segment.control, segment.treatment, test.alphaTwoSided);
  return effect.ok ? say({ ...effect.value, adjustedP: test.adjustedP }) : effect;
}
