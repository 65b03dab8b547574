import type { Contrast } from '../model/contrast';
import { effectOfArms, type ComparedArms } from '../statistics/effects/compared-arms';
import { adjustPValues } from '../statistics/multiplicity/adjust';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { Heterogeneity } from '../statistics/segments/heterogeneity';
import { segmentEffects, type SegmentEffect } from '../statistics/segments/segment-effects';
import type {
  MetricResult,
  RelativeHeterogeneity,
  SegmentedEffect,
  SegmentEffectResult,
} from '../model/metric-result';
import { armFigures, type ArmFigures } from './arm-figures';
import { withArmNames } from './arm-names';
import type { ReadMetric } from './evidence';
import { fewEventsOf } from './few-events-of';
import type { MetricKind } from '../model/metrics/kinds';
import type { Measure } from '../model/metrics/measure';
import type { Comparison } from './comparison';
import { bySegmentValue } from '../model/planned-segment';

/**
 * A metric by the values of each attribute that was read, for each contrast: first whether the segments'
 * relative effects differ at all, then each of them, with p and interval corrected for their number by Holm's
 * procedure at the plan's own alpha: an exploration, which no decision reads. Only contrasts in `readable` are compared.
 */
export function segmentedEffects(
  read: ReadMetric,
  metric: SegmentedMetric,
  comparison: Comparison,
  readable: readonly Contrast[],
): readonly SegmentedEffect[] {
  const attributes = [...new Set(read.segments.map(({ attribute }) => attribute))];
  return attributes.flatMap((attribute) =>
    readable.map((contrast) => segmentedEffect(read, metric, comparison, { attribute, contrast })),
  );
}

export interface SegmentedMetric {
  readonly kind: MetricKind;
  readonly measure: Measure;
}

interface Pair {
  readonly value: string | null;
  readonly control: Outcome<ArmFigures>;
  readonly treatment: Outcome<ArmFigures>;
  /** Null: an arm has no figures. */
  readonly arms: ComparedArms | null;
}

function segmentedEffect(
  read: ReadMetric,
  { kind, measure }: SegmentedMetric,
  { variants, alphaTwoSided, others }: Comparison,
  { attribute, contrast }: { readonly attribute: string; readonly contrast: Contrast },
): SegmentedEffect {
  const values = [
    ...new Set(read.segments.filter((arm) => arm.attribute === attribute).map(({ value }) => value)),
  ].sort(bySegmentValue(others?.get(attribute)));
  const armOf = (key: string, value: string | null) => {
    const position = variants.findIndex((candidate) => candidate.key === key);
    return read.segments.find(
      (candidate) =>
        candidate.attribute === attribute && candidate.value === value && candidate.variant === position,
    );
  };
  const pairs = values.map((value): Pair => {
    const [of, from] = [armOf(contrast.treatment, value), armOf(contrast.reference, value)];
    const treatment = armFigures(contrast.treatment, of, measure, alphaTwoSided);
    const control = armFigures(contrast.reference, from, measure, alphaTwoSided);
    const arms =
      control.ok && treatment.ok
        ? {
            control: control.value.estimate,
            treatment: treatment.value.estimate,
            fewEvents: fewEventsOf(kind, from, of),
          }
        : null;
    return { value, control, treatment, arms };
  });
  const corrected = segmentEffects({
    segments: pairs.flatMap((pair) => (pair.arms === null ? [] : [{ name: nameOf(pair), ...pair.arms }])),
    procedure: 'holm',
    alphaTwoSided,
  });
  return {
    attribute,
    contrast,
    heterogeneity: corrected.ok ? alone(corrected.value.heterogeneity) : corrected,
    segments: pairs.map((pair) => {
      const found = corrected.ok
        ? corrected.value.segments.find(({ name }) => name === nameOf(pair))
        : undefined;
      const result = segmentResult(pair, found, alphaTwoSided);
      return { ...result, ...(result.relative && { relative: withArmNames(result.relative, contrast) }) };
    }),
  };
}

/** Not yet corrected for the other tests of the analysis, which one metric does not know. */
function alone(found: Outcome<Heterogeneity>): Outcome<RelativeHeterogeneity> {
  if (!found.ok) return found;
  const { pooledDifference: pooledLogRatio, ...figures } = found.value;
  return say({ ...figures, pooledLogRatio, adjustedP: found.value.p });
}

/** Results with Holm's p over all tests of heterogeneity among them: every metric, variant and attribute. */
export function correctedHeterogeneity(results: readonly MetricResult[]): MetricResult[] {
  const tested = results.flatMap(({ segments }) =>
    segments.flatMap(({ heterogeneity }) => (heterogeneity.ok ? [heterogeneity.value.p] : [])),
  );
  const adjusted = adjustPValues({ pValues: tested, procedure: 'holm' });
  const next = adjusted.ok ? adjusted.value.values() : [].values();
  return results.map((result) => ({
    ...result,
    segments: result.segments.map((segmented) => {
      if (!segmented.heterogeneity.ok) return segmented;
      const adjustedP = next.next().value;
      return adjustedP === undefined
        ? { ...segmented, heterogeneity: cannotSay('not-computable', 'p-values-not-corrected') }
        : { ...segmented, heterogeneity: say({ ...segmented.heterogeneity.value, adjustedP }) };
    }),
  }));
}

function segmentResult(
  { value, control, treatment, arms: compared }: Pair,
  corrected: SegmentEffect | undefined,
  alphaTwoSided: number,
): SegmentEffectResult {
  const shown = (figures: Outcome<ArmFigures>) =>
    figures.ok
      ? { n: figures.value.n, mean: figures.value.mean, variance: figures.value.variance }
      : { n: 0, mean: 0 };
  const arms = { value, control: shown(control), treatment: shown(treatment) };
  if (!control.ok) return { ...arms, effect: control, corrected: control, relative: control };
  if (!treatment.ok) return { ...arms, effect: treatment, corrected: treatment, relative: treatment };
  const refused = cannotSay('not-computable', 'segments-not-corrected');
  const effect = compared === null ? refused : effectOfArms(compared, alphaTwoSided);
  const adjusted = corrected?.effect ?? refused;
  return {
    ...arms,
    effect,
    corrected: adjusted.ok
      ? say({ p: adjusted.value.adjustedP, interval: adjusted.value.effect.interval })
      : adjusted,
    relative: corrected?.relative ?? refused,
  };
}

/** Names are compared only with one another; the first letter keeps a missing attribute apart from one that is spelt so. */
function nameOf({ value }: Pair): string {
  return value === null ? 'none' : `=${value}`;
}
