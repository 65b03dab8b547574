import type { AnalysisResult, VariantUnits } from '../model/analysis-result';
import { breakdowns } from './breakdown';
import type { EffectReading } from './effect-reading';
import type { Evidence } from './evidence';
import { healthOf } from './health';
import { metricResult } from './metric-result';
import { monthlyTraffic } from './monthly-traffic';
import { sharesOver } from './period-ratios';
import { effectsOverTime } from './over-time';
import { correctedHeterogeneity } from './segmented-effects';
import { isStratified, splitRefusal } from './stratified-arm';
import { cannotSay, type CannotSay } from '../statistics/outcome';
import { postStratifiedBy } from '../model/planned-segment';
import { controlOf, type RunConfiguration, type RunVariant } from '../model/run-configuration';

/**
 * A run's evidence as its result: health, and the effect of each variant against the control per metric. Everything is
 * in variant position order; what cannot be computed, or must not be read yet, says why.
 */
export function analyse(
  configuration: RunConfiguration,
  evidence: Evidence,
  reading: EffectReading,
): AnalysisResult {
  const { variants, metrics, plan } = configuration;
  const units = variantUnits(variants, evidence);
  const others = new Map(
    evidence.segments.flatMap(({ attribute, other }) => (other === undefined ? [] : [[attribute, other]])),
  );
  const periods = evidence.weightPeriods ?? [];
  const each = metrics.map((metric) =>
    metricResult(metric, evidence.metrics.get(metric.key), {
      variants,
      control: controlOf(variants),
      alphaTwoSided: plan.alphaTwoSided,
      reading,
      others,
      postStratifiedBy: postStratifiedBy(configuration.segments),
      ...(isStratified(periods) && { periods }),
    }),
  );
  const results = correctedHeterogeneity(each);
  return {
    alphaTwoSided: plan.alphaTwoSided,
    control: controlOf(variants).key,
    variants: units,
    ...exposedUnits(variants, evidence),
    health: healthOf(configuration, units, evidence),
    dailyUnits: evidence.dailyUnits.flatMap(({ day, variant, units: count }) => {
      const key = variants[variant]?.key;
      return key === undefined ? [] : [{ day, variant: key, units: count }];
    }),
    ...(evidence.intake && { traffic: monthlyTraffic(configuration, evidence, evidence.intake) }),
    segments: segmentsOf(evidence, splitRefusal(periods)),
    metrics: results,
    ...(reading.allowed &&
      evidence.breakdowns && {
        breakdowns: breakdowns(metrics, variants, evidence.breakdowns, results, splitRefusal(periods)),
      }),
    overTime: overTimeOf(configuration, evidence, reading, results),
  };
}

/** Where the split changed, metrics have no segments, whatever was read. */
function segmentsOf({ segments }: Evidence, refusal: CannotSay | null): AnalysisResult['segments'] {
  if (refusal === null) return segments;
  return segments.map((one) => ({ ...one, failure: one.failure ?? refusal }));
}

function exposedUnits(variants: readonly RunVariant[], { exposedUnits: counted }: Evidence) {
  if (counted === undefined) return {};
  const unitsOf = (position: number) => counted.find(({ variant }) => variant === position)?.units ?? 0;
  return { exposedUnits: variants.map(({ key }, position) => ({ variant: key, units: unitsOf(position) })) };
}

function overTimeOf(
  configuration: RunConfiguration,
  { overTime, weightPeriods = [] }: Evidence,
  reading: EffectReading,
  results: AnalysisResult['metrics'],
): AnalysisResult['overTime'] {
  if (!reading.allowed) return reading.refusal;
  if (isStratified(weightPeriods)) return cannotSay('split-changed', 'weights-changed-over-time');
  return overTime === undefined ? null : effectsOverTime(configuration, overTime, results);
}

function variantUnits(
  variants: readonly RunVariant[],
  { units, weightPeriods = [] }: Evidence,
): VariantUnits[] {
  const weightSum = variants.reduce((sum, { weight }) => sum + weight, 0);
  const shares = sharesOver(weightPeriods);
  return variants.map(({ key, name, isControl, weight }, position) => ({
    key,
    name,
    isControl,
    units: units.find(({ variant }) => variant === position)?.units ?? 0,
    expectedShare: shares[position] ?? weight / weightSum,
  }));
}
