import { cannotSay, type CannotSay } from '../statistics/outcome';
import type { ArmMoments, MetricResult, ContrastEffect } from '../model/metric-result';
import { armFigures } from './arm-figures';
import type { Comparison } from './comparison';
import { contrastEffect, type Arm, type Whole } from './contrast-effect';
import type { MetricEvidence, ReadMetric, WeightPeriodUnits } from './evidence';
import { withAttributes } from '../model/metrics/attribute-covariates';
import { measureOf } from '../model/metrics/kinds';
import type { Measure } from '../model/metrics/measure';
import type { RunMetric } from '../model/run-configuration';
import { postStrataOf } from './post-strata';
import { resultCaps } from './result-caps';
import { segmentedEffects } from './segmented-effects';
import { stratifiedArm } from './stratified-arm';

/** A metric's arms and effects from what was read of it; undefined: nothing was, which is said as a failure. */
export function metricResult(
  metric: RunMetric,
  evidence: MetricEvidence | undefined,
  comparison: Comparison,
): MetricResult {
  const { key, name, kind, role, direction, unit, relativeMargin, minimumEffectRelative } = metric;
  const facts = { key, name, kind, role, direction, unit, relativeMargin, minimumEffectRelative };
  if (evidence?.ok !== true) {
    const failure = evidence ?? cannotSay('not-computable', 'metric-not-read');
    return { ...facts, failure, cap: null, caps: [], segments: [], ...withoutFigures(failure, comparison) };
  }
  const { periods } = comparison;
  // What is known from before exposure is not taken into account across periods.
  const { attributes = [] } = evidence;
  const measure = { ...withAttributes(measureOf(metric), attributes), ...(periods && { covariates: [] }) };
  const arms = periods
    ? stratifiedArms(metric.key, evidence.arms, measure, { ...comparison, periods })
    : armsOf(evidence, measure, comparison);
  const whole = { metric, measure, comparison, capValues: evidence.caps };
  const effects = contrastEffects(whole, arms);
  const caps = resultCaps(measure, evidence);
  // Segments are not read by period.
  const readable = periods === undefined ? effects.filter(mayBeSplit).map(({ contrast }) => contrast) : [];
  return {
    ...facts,
    failure: null,
    cap: caps.find(({ part, side }) => part === 'value' && side === 'upper')?.value ?? null,
    caps,
    arms: arms.map(shownArm),
    effects,
    ...(attributes.length > 0 && { attributes }),
    segments: segmentedEffects(evidence, { kind, measure }, comparison, readable),
  };
}

/** What may not be read of all units may not be read of some. */
function mayBeSplit({ effect }: ContrastEffect): boolean {
  return effect.ok || !['look-not-reached', 'split-changed'].includes(effect.reason);
}

function withoutFigures(failure: CannotSay, { variants, control }: Comparison) {
  return {
    arms: variants.map(({ key }) => ({ variant: key, n: 0, mean: 0, variance: 0, waiting: 0, joint: null })),
    effects: variants
      .filter(({ key }) => key !== control.key)
      .map(({ key }) => ({
        contrast: { treatment: key, reference: control.key },
        effect: failure,
        adjustment: null,
      })),
  };
}

function armsOf(read: ReadMetric, measure: Measure, comparison: Comparison): Arm[] {
  return comparison.variants.map(({ key }, position) => {
    const evidence = read.arms.find(({ variant }) => variant === position);
    return {
      variant: key,
      evidence,
      postStrata: postStrataOf(read, comparison, position),
      figures: armFigures(key, evidence, measure, comparison.alphaTwoSided),
    };
  });
}

function stratifiedArms(
  metric: string,
  read: ReadMetric['arms'],
  measure: Measure,
  { variants, periods }: Pick<Comparison, 'variants'> & { readonly periods: readonly WeightPeriodUnits[] },
): Arm[] {
  return variants.map(({ key }, position) => ({
    variant: key,
    evidence: read.find(({ variant }) => variant === position),
    postStrata: [],
    figures: stratifiedArm({ name: key, position }, metric, measure, periods),
  }));
}

function shownArm({ variant, evidence, postStrata, figures }: Arm): ArmMoments {
  const means = evidence?.means ?? [];
  const quantile = evidence?.quantile ?? null;
  const strata = figures.ok ? figures.value.strata : undefined;
  return {
    variant,
    n: strata && figures.ok ? figures.value.n : (evidence?.n ?? 0),
    mean: figures.ok ? figures.value.mean : (quantile?.estimate ?? means[0] ?? 0),
    variance: figures.ok ? figures.value.variance : 0,
    waiting: evidence?.waiting ?? 0,
    ...(strata && { strata }),
    ...(postStrata.length > 0 && { postStrata }),
    joint:
      evidence === undefined || means.length < 2 || strata
        ? null
        : { means, covariances: evidence.covariances },
    ...(quantile !== null && { orderStatistics: { lower: quantile.lower, upper: quantile.upper } }),
    ...(quantile?.clusters && { clusters: quantile.clusters }),
  };
}

function contrastEffects(whole: Whole, arms: readonly Arm[]): ContrastEffect[] {
  const control = arms.find(({ variant }) => variant === whole.comparison.control.key);
  if (control === undefined) return [];
  return arms.filter((arm) => arm !== control).map((treatment) => contrastEffect(whole, control, treatment));
}
