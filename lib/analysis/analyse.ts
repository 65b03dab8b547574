import { meanEffect } from '../statistics/effects/mean';
import { sampleRatioTest } from '../statistics/quality/sample-ratio';
import { nonInferiorityTest } from '../statistics/effects/non-inferiority';
import type { Effect } from '../statistics/effect';
import { cannotSay, type Outcome } from '../statistics/outcome';
import type {
  AnalysisResult,
  ArmMoments,
  Health,
  MetricResult,
  VariantEffect,
  VariantUnits,
} from './analysis-result';
import type { Evidence, EvidenceMoments } from './evidence';
import type { RunConfiguration, RunMetric, RunVariant } from './run-configuration';

/** Below this p the split is taken to be broken: one false alarm in a thousand experiments. */
const sampleRatioAlarmP = 0.001;

/**
 * How the effects of this analysis may be read. At a look each interval has the level that the plan gives it there; some
 * plans' levels depend on how precise the effect is, so it is asked with the effect at the plan's own alpha. Between
 * looks nobody reads: the detail says why.
 */
export type EffectReading =
  | {
      readonly allowed: true;
      readonly alphaTwoSidedOf: (metric: string, effectAtPlanAlpha: Effect) => number;
    }
  | { readonly allowed: false; readonly detail: string };

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
  return {
    alphaTwoSided: plan.alphaTwoSided,
    control: controlOf(variants).key,
    variants: units,
    health: healthOf(units, evidence),
    dailyUnits: evidence.dailyUnits.flatMap(({ day, variant, units: count }) => {
      const key = variants[variant]?.key;
      return key === undefined ? [] : [{ day, variant: key, units: count }];
    }),
    metrics: metrics.map((metric) =>
      metricResult(metric, variants, evidence.moments.get(metric.key) ?? [], plan.alphaTwoSided, reading),
    ),
  };
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

/** A variant of weight 0 takes no units, so it has no place in the test. */
function healthOf(units: readonly VariantUnits[], evidence: Evidence): Health {
  const taking = units.filter(({ expectedShare }) => expectedShare > 0);
  const sampleRatio = sampleRatioTest({
    observed: taking.map((variant) => variant.units),
    weights: taking.map(({ expectedShare }) => expectedShare),
  });
  return {
    sampleRatio,
    sampleRatioAlarm: sampleRatio.ok && sampleRatio.value.p < sampleRatioAlarmP,
    unitsInTwoVariants: evidence.units.reduce((sum, { unitsInTwoVariants }) => sum + unitsInTwoVariants, 0),
  };
}

function metricResult(
  metric: RunMetric,
  variants: readonly RunVariant[],
  moments: readonly EvidenceMoments[],
  alphaTwoSided: number,
  reading: EffectReading,
): MetricResult {
  const { key, name, kind, role, direction, unit, relativeMargin, minimumEffectRelative } = metric;
  const arms = variants.map((variant, position) => armMoments(variant, position, moments));
  const control = arms.find(({ variant }) => variant === controlOf(variants).key);
  const effects = arms.flatMap((treatment): VariantEffect[] =>
    control === undefined || treatment === control
      ? []
      : [variantEffect(metric, control, treatment, alphaTwoSided, reading)],
  );
  return { key, name, kind, role, direction, unit, relativeMargin, minimumEffectRelative, arms, effects };
}

function armMoments(variant: RunVariant, position: number, moments: readonly EvidenceMoments[]): ArmMoments {
  const row = moments.find((candidate) => candidate.variant === position);
  return { variant: variant.key, n: row?.n ?? 0, mean: row?.mean ?? 0, variance: row?.variance ?? 0 };
}

function variantEffect(
  metric: RunMetric,
  control: ArmMoments,
  treatment: ArmMoments,
  alphaTwoSided: number,
  reading: EffectReading,
): VariantEffect {
  const { variant } = treatment;
  if (!reading.allowed) return { variant, effect: cannotSay('look-not-reached', reading.detail) };
  const atPlan = effectOf(control, treatment, alphaTwoSided);
  if (!atPlan.ok) return { variant, effect: atPlan };
  const alphaOfLook = reading.alphaTwoSidedOf(metric.key, atPlan.value);
  if (!(alphaOfLook > 0)) {
    return {
      variant,
      effect: cannotSay('look-not-reached', 'So early, the plan has no error to spend yet.'),
    };
  }
  const effect = effectOf(control, treatment, alphaOfLook);
  if (metric.role !== 'guardrail' || metric.relativeMargin === null) return { variant, effect };
  const nonInferiority = nonInferiorityTest({
    control,
    treatment,
    relativeMargin: metric.relativeMargin,
    alphaOneSided: alphaOfLook / 2,
    higherIsBetter: metric.direction === 'higher-is-better',
  });
  return { variant, effect, nonInferiority };
}

function effectOf(control: ArmMoments, treatment: ArmMoments, alphaTwoSided: number): Outcome<Effect> {
  const empty = [control, treatment].find(({ n }) => n === 0);
  if (empty !== undefined) {
    return cannotSay('too-few-units', `The variant "${empty.variant}" has no units yet.`);
  }
  return meanEffect({ control, treatment, alphaTwoSided });
}
