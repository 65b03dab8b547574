import type { AnalysisResult } from '../model/analysis-result';
import type { Contrast } from '../model/contrast';
import type {
  MetricResult,
  RelativeHeterogeneity,
  SegmentArm,
  SegmentedEffect,
  SegmentEffectResult,
} from '../model/metric-result';
import type { EffectMethod } from '../statistics/effect';
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
  readonly method: EffectMethod;
  readonly expected: ExpectedFigures;
  /** Of a mid-p without its ends, which come from its inversion. */
  readonly corrected: { readonly p: number; readonly lower?: number; readonly upper?: number } | null;
}

/** One metric and contrast by one attribute: every segment whose effect could be said, at the plan's own alpha. */
export interface SegmentedFacts {
  readonly metric: string;
  readonly attribute: string;
  readonly contrast: Contrast;
  readonly alphaTwoSided: number;
  readonly segments: readonly OneSegmentFacts[];
  /** Of the relative effects; null where it cannot be said, or is of an engine that compared differences. */
  readonly heterogeneity: Omit<RelativeHeterogeneity, 'adjustedP'> | null;
}

/** None where the analysis is from before the segments' variances were stored. */
export function segmentFacts(
  { alphaTwoSided }: AnalysisResult,
  { key }: MetricResult,
  { attribute, contrast, heterogeneity, segments }: SegmentedEffect,
): readonly SegmentedFacts[] {
  const said = segments.filter(({ effect }) => effect.ok);
  const known = said.flatMap(oneSegment);
  if (known.length === 0 || known.length < said.length) return [];
  return [
    {
      metric: key,
      attribute,
      contrast,
      alphaTwoSided,
      segments: known,
      heterogeneity: testedHeterogeneity(heterogeneity),
    },
  ];
}

/** Corrected p of every test of heterogeneity, in the order of the metrics and of their segments. */
export function heterogeneityAdjustedP(metrics: readonly MetricResult[]): readonly number[] {
  return metrics.flatMap(({ segments }) =>
    segments.flatMap(({ heterogeneity: found }) =>
      found.ok && 'adjustedP' in found.value ? [found.value.adjustedP] : [],
    ),
  );
}

function testedHeterogeneity(found: SegmentedEffect['heterogeneity']): SegmentedFacts['heterogeneity'] {
  if (!found.ok || !('adjustedP' in found.value)) return null;
  const { q, degreesOfFreedom, p, iSquared, pooledLogRatio, pooledStandardError } = found.value;
  return { q, degreesOfFreedom, p, iSquared, pooledLogRatio, pooledStandardError };
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
  const isExact = effect.value.method === 'mid-p';
  const ends = corrected.ok && !isExact ? corrected.value.interval : {};
  return [
    {
      value,
      control: arms.control,
      treatment: arms.treatment,
      method: effect.value.method ?? 'welch',
      expected: expectedFigures(effect.value),
      corrected: corrected.ok ? { p: corrected.value.p, ...ends } : null,
    },
  ];
}

function armFacts({ n, mean, variance }: SegmentArm): SegmentArmFacts | null {
  return variance === undefined ? null : { n, estimate: mean, variance };
}
