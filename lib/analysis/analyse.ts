import { cannotSay } from '../statistics/outcome';
import type { AnalysisResult, VariantUnits } from './analysis-result';
import type { EffectReading } from './effect-reading';
import type { Evidence } from './evidence';
import { healthOf } from './health';
import { metricResult } from './metric-result';
import { effectsOverTime } from './over-time';
import type { RunConfiguration, RunVariant } from './run-configuration';

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
  const results = metrics.map((metric) =>
    metricResult(metric, evidence.metrics.get(metric.key), {
      variants,
      control: controlOf(variants),
      alphaTwoSided: plan.alphaTwoSided,
      reading,
      others,
    }),
  );
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
    segments: evidence.segments,
    metrics: results,
    overTime: overTimeOf(configuration, evidence, reading, results),
  };
}

function exposedUnits(variants: readonly RunVariant[], { exposedUnits: counted }: Evidence) {
  if (counted === undefined) return {};
  const unitsOf = (position: number) => counted.find(({ variant }) => variant === position)?.units ?? 0;
  return { exposedUnits: variants.map(({ key }, position) => ({ variant: key, units: unitsOf(position) })) };
}

function overTimeOf(
  configuration: RunConfiguration,
  { overTime }: Evidence,
  reading: EffectReading,
  results: AnalysisResult['metrics'],
): AnalysisResult['overTime'] {
  if (!reading.allowed) return cannotSay(reading.reason, reading.detail);
  return overTime === undefined ? null : effectsOverTime(configuration, overTime, results);
}

function controlOf(variants: readonly RunVariant[]): RunVariant {
  const control = variants.find(({ isControl }) => isControl);
  if (control === undefined) throw new Error('A run was stored without a control.');
  return control;
}

function variantUnits(variants: readonly RunVariant[], { units }: Evidence): VariantUnits[] {
  const weightSum = variants.reduce((sum, { weight }) => sum + weight, 0);
  return variants.map(({ key, name, isControl, weight }, position) => ({
    key,
    name,
    isControl,
    units: units.find(({ variant }) => variant === position)?.units ?? 0,
    expectedShare: weight / weightSum,
  }));
}
