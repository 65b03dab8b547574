import type {
  AnalysisResult,
  MetricResult,
  SegmentArm,
  SegmentedEffect,
  SegmentEffectResult,
} from '../analysis/analysis-result';
import type { Heterogeneity } from '../statistics/segments/heterogeneity';
import { expectedFigures, type ExpectedFigures } from './effect-facts';

interface SegmentArmFacts {
  readonly n: number;
  readonly estimate: number;
  readonly variance: number;
}

interface OneSegmentFacts {
  /** Null: units without the attribute. */
  readonly value: string | null;
  readonly control: SegmentArmFacts;
  readonly treatment: SegmentArmFacts;
  readonly expected: ExpectedFigures;
  readonly corrected: { readonly p: number; readonly lower: number; readonly upper: number } | null;
}

/** One metric and variant by one attribute: every segment whose effect could be said, at the plan's own alpha. */
export interface SegmentedFacts {
  readonly metric: string;
  readonly attribute: string;
  readonly variant: string;
  readonly alphaTwoSided: number;
  readonly segments: readonly OneSegmentFacts[];
  readonly heterogeneity: Heterogeneity | null;
}

/** None where the analysis is from before the segments' variances were stored. */
export function segmentFacts(
  { alphaTwoSided }: AnalysisResult,
  { key }: MetricResult,
  { attribute, variant, heterogeneity, segments }: SegmentedEffect,
): readonly SegmentedFacts[] {
  const said = segments.filter(({ effect }) => effect.ok);
  const known = said.flatMap(oneSegment);
  if (known.length === 0 || known.length < said.length) return [];
  return [
    {
      metric: key,
      attribute,
      variant,
      alphaTwoSided,
      segments: known,
      heterogeneity: heterogeneity.ok ? heterogeneity.value : null,
    },
  ];
}

function oneSegment({
  value,
  control,
  treatment,
  effect,
  corrected,
}: SegmentEffectResult): readonly OneSegmentFacts[] {
  const arms = { control: armFacts(control), treatment: armFacts(treatment) };
  if (!effect.ok || arms.control === null || arms.treatment === null) return [];
  return [
    {
      value,
      control: arms.control,
      treatment: arms.treatment,
      expected: expectedFigures(effect.value),
      corrected: corrected.ok ? { p: corrected.value.p, ...corrected.value.interval } : null,
    },
  ];
}

function armFacts({ n, mean, variance }: SegmentArm): SegmentArmFacts | null {
  return variance === undefined ? null : { n, estimate: mean, variance };
}
