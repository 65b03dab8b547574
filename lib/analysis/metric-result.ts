import { compareArms } from '../statistics/effects/arm-comparison';
import { covariateAdjustedEffect } from '../statistics/effects/cuped';
import type { Effect } from '../statistics/effect';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { Adjustment, ArmMoments, MetricResult, VariantEffect } from './analysis-result';
import { armFigures, jointOf, type ArmFigures } from './arm-figures';
import type { EvidenceArm, MetricEvidence, ReadMetric } from './evidence';
import { measureOf, type Measure } from './measure';
import type { RunMetric, RunVariant } from './run-configuration';
import { segmentedEffects } from './segmented-effects';

/** What every metric of an analysis shares. */
export interface Comparison {
  /** In position order, the control among them. */
  readonly variants: readonly RunVariant[];
  readonly control: RunVariant;
  readonly alphaTwoSided: number;
}

/** A metric's arms and effects from what was read of it; undefined: nothing was, which is said as a failure. */
export function metricResult(
  metric: RunMetric,
  evidence: MetricEvidence | undefined,
  comparison: Comparison,
): MetricResult {
  const { key, name, kind, role, direction, unit, relativeMargin, minimumEffectRelative } = metric;
  const facts = { key, name, kind, role, direction, unit, relativeMargin, minimumEffectRelative };
  if (evidence?.ok !== true) {
    const failed = evidence?.reason ?? 'The metric was not read.';
    return { ...facts, failed, cap: null, segments: [], ...withoutFigures(failed, comparison) };
  }
  const measure = measureOf(metric);
  const arms = armsOf(evidence.arms, measure, comparison);
  const segments = segmentedEffects(evidence, measure, comparison);
  return {
    ...facts,
    failed: null,
    cap: evidence.cap,
    arms: arms.map(shownArm),
    effects: variantEffects(arms, measure, comparison),
    segments,
  };
}

function withoutFigures(reason: string, { variants, control }: Comparison) {
  return {
    arms: variants.map(({ key }) => ({ variant: key, n: 0, mean: 0, variance: 0, waiting: 0, joint: null })),
    effects: variants
      .filter(({ key }) => key !== control.key)
      .map(({ key }) => ({
        variant: key,
        effect: cannotSay('not-computable', reason),
        adjustment: null,
      })),
  };
}

interface Arm {
  readonly variant: string;
  readonly evidence: EvidenceArm | undefined;
  readonly figures: Outcome<ArmFigures>;
}

function armsOf(read: ReadMetric['arms'], measure: Measure, { variants, alphaTwoSided }: Comparison): Arm[] {
  return variants.map(({ key }, position) => {
    const evidence = read.find(({ variant }) => variant === position);
    return { variant: key, evidence, figures: armFigures(key, evidence, measure, alphaTwoSided) };
  });
}

function shownArm({ variant, evidence, figures }: Arm): ArmMoments {
  const means = evidence?.means ?? [];
  return {
    variant,
    n: evidence?.n ?? 0,
    mean: figures.ok ? figures.value.mean : (means[0] ?? 0),
    variance: figures.ok ? figures.value.variance : 0,
    waiting: evidence?.waiting ?? 0,
    joint: evidence === undefined || means.length < 2 ? null : { means, covariances: evidence.covariances },
  };
}

function variantEffects(arms: readonly Arm[], measure: Measure, comparison: Comparison): VariantEffect[] {
  const control = arms.find(({ variant }) => variant === comparison.control.key);
  if (control === undefined) return [];
  return arms
    .filter((arm) => arm !== control)
    .map((treatment): VariantEffect => {
      const unadjusted = plainEffect(control, treatment, comparison.alphaTwoSided);
      const adjusted = adjustedEffect(control, treatment, measure, comparison.alphaTwoSided);
      const { variant } = treatment;
      if (adjusted === null) return { variant, effect: unadjusted, adjustment: null };
      if (!adjusted.ok) return { variant, effect: unadjusted, adjustment: adjusted };
      const { coefficients, varianceReduction, ...effect } = adjusted.value;
      const adjustment: Outcome<Adjustment> = say({ coefficients, varianceReduction, unadjusted });
      return { variant, effect: say(effect), adjustment };
    });
}

function plainEffect(control: Arm, treatment: Arm, alphaTwoSided: number): Outcome<Effect> {
  // An empty arm is the plainest reason.
  const empty = [control, treatment].find(({ evidence }) => (evidence?.n ?? 0) === 0);
  if (empty?.figures.ok === false) return empty.figures;
  if (!control.figures.ok) return control.figures;
  if (!treatment.figures.ok) return treatment.figures;
  return compareArms(control.figures.value.estimate, treatment.figures.value.estimate, alphaTwoSided);
}

/** Null where the metric has no covariate. */
function adjustedEffect(control: Arm, treatment: Arm, measure: Measure, alphaTwoSided: number) {
  const { outcome, covariates } = measure;
  if (covariates.length === 0) return null;
  if (!control.figures.ok) return control.figures;
  if (!treatment.figures.ok) return treatment.figures;
  if (control.evidence === undefined || treatment.evidence === undefined) return null;
  return covariateAdjustedEffect({
    control: jointOf(control.evidence),
    treatment: jointOf(treatment.evidence),
    metric: outcome,
    covariates,
    alphaTwoSided,
  });
}
