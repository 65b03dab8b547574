import type { Effect } from '../effect';
import { effectOfArms, type ComparedArms } from '../effects/compared-arms';
import { LEAST_STANDARD_ERRORS, logRatioOfArms, type LogRatio } from '../effects/log-scale';
import { adjustTests, type AdjustedTest, type AdjustmentProcedure } from '../multiplicity/adjust';
import { cannotSay, say, type Outcome } from '../outcome';
import { heterogeneityTest, type Heterogeneity } from './heterogeneity';

export interface Segment extends ComparedArms {
  readonly name: string;
}

export interface SegmentEffectsInput {
  readonly segments: readonly Segment[];
  readonly procedure: AdjustmentProcedure;
  readonly alphaTwoSided: number;
}

export interface SegmentEffect {
  readonly name: string;
  /** The effect with the interval at the level that matches its corrected p. */
  readonly effect: Outcome<CorrectedEffect>;
  /** By which it is compared with the other segments, or why it is not. */
  readonly relative: Outcome<LogRatio>;
}

export interface CorrectedEffect {
  readonly adjustedP: number;
  /** Not taken apart: of few events the intervals are computed when they are read. */
  readonly effect: Effect;
}

export interface SegmentEffects {
  /**
   * Of the segments' log ratios. Read it first: without heterogeneity the segments say nothing that the whole does not.
   */
  readonly heterogeneity: Outcome<Heterogeneity>;
  readonly segments: readonly SegmentEffect[];
}

/**
 * Effect in every segment, corrected for their number, after Cochran's Q for whether the relative effects differ at all: +10 %
 * in each of two segments of unlike baselines is the same effect. Estimand, unit and sidedness of an effect are those of
 * `effectOfArms`. A segment that cannot say keeps its reason and is not counted as a test; one whose means are not 5 standard
 * errors above 0 has an effect, and is not compared with the others.
 * Source: for the order of the two questions, Cochran (1954); for the correction, the procedure chosen.
 */
export function segmentEffects(input: SegmentEffectsInput): Outcome<SegmentEffects> {
  const { procedure, alphaTwoSided } = input;
  const plain = input.segments.map((segment) => ({
    segment,
    outcome: effectOfArms(segment, alphaTwoSided),
  }));
  const effects = plain.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : []));
  const pValues = effects.map((effect) => effect.pTwoSided);
  const adjusted = adjustTests({ pValues, procedure, alphaTwoSided });
  if (!adjusted.ok) return adjusted;
  const tests = adjusted.value.values();
  const segments = plain.map(({ segment, outcome }): SegmentEffect => {
    const { name, control, treatment } = segment;
    if (!outcome.ok) return { name, effect: outcome, relative: outcome };
    const relative = logRatioOfArms(control, treatment);
    return { name, effect: corrected(segment, tests.next().value), relative };
  });
  return say({ heterogeneity: heterogeneityOf(segments), segments });
}

function heterogeneityOf(segments: readonly SegmentEffect[]): Outcome<Heterogeneity> {
  const compared = segments.flatMap(({ relative }) => (relative.ok ? [relative.value] : []));
  const withEffect = segments.filter(({ effect }) => effect.ok).length;
  if (compared.length < 2 && withEffect >= 2) {
    const parameters = { compared: compared.length, segments: withEffect, least: LEAST_STANDARD_ERRORS };
    return cannotSay('not-computable', 'segments-not-far-above-zero', parameters);
  }
  return heterogeneityTest({
    differences: compared.map(({ logRatio }) => logRatio),
    standardErrors: compared.map(({ standardError }) => standardError),
  });
}

function corrected(segment: Segment, test: AdjustedTest | undefined): SegmentEffect['effect'] {
  if (test === undefined) return cannotSay('not-computable', 'segment-without-test');
  const effect = effectOfArms(segment, test.alphaTwoSided);
  return effect.ok ? say({ effect: effect.value, adjustedP: test.adjustedP }) : effect;
}
