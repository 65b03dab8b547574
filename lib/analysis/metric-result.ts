import { compareArms, type ArmEstimate } from '../statistics/effects/arm-comparison';
import { adjustedArms, type AdjustedArms } from '../statistics/effects/cuped';
import { nonInferiorityOfEstimates } from '../statistics/effects/non-inferiority';
import { cannotSay, say, type CannotSay, type Outcome } from '../statistics/outcome';
import type { ArmMoments, MetricResult, VariantEffect } from './analysis-result';
import { armFigures, jointOf, type ArmFigures } from './arm-figures';
import type { EffectReading } from './effect-reading';
import type { EvidenceArm, MetricEvidence, ReadMetric } from './evidence';
import { measureOf, type Measure } from './measure';
import type { RunMetric, RunVariant } from './run-configuration';
import { segmentedEffects } from './segmented-effects';

/** What every metric of an analysis shares. */
export interface Comparison {
  /** In position order, the control among them. */
  readonly variants: readonly RunVariant[];
  readonly control: RunVariant;
  /** The plan's own; at a look the reading says which counts. */
  readonly alphaTwoSided: number;
  readonly reading: EffectReading;
  /** By attribute with many values: the value that stands for all but the largest. */
  readonly others?: ReadonlyMap<string, string>;
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
  const effects = variantEffects(metric, arms, measure, comparison, evidence.cap);
  // What may not be read of all units may not be read of some.
  const readable = effects.flatMap(({ variant, effect }) =>
    effect.ok || !['look-not-reached', 'split-changed'].includes(effect.reason) ? [variant] : [],
  );
  return {
    ...facts,
    failed: null,
    cap: evidence.cap,
    arms: arms.map(shownArm),
    effects,
    segments: segmentedEffects(evidence, measure, comparison, readable),
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
  const quantile = evidence?.quantile ?? null;
  return {
    variant,
    n: evidence?.n ?? 0,
    mean: figures.ok ? figures.value.mean : (quantile?.estimate ?? means[0] ?? 0),
    variance: figures.ok ? figures.value.variance : 0,
    waiting: evidence?.waiting ?? 0,
    joint: evidence === undefined || means.length < 2 ? null : { means, covariances: evidence.covariances },
    ...(quantile !== null && { orderStatistics: { lower: quantile.lower, upper: quantile.upper } }),
  };
}

function variantEffects(
  metric: RunMetric,
  arms: readonly Arm[],
  measure: Measure,
  comparison: Comparison,
  cap: number | null,
): VariantEffect[] {
  const control = arms.find(({ variant }) => variant === comparison.control.key);
  if (control === undefined) return [];
  return arms
    .filter((arm) => arm !== control)
    .map((treatment) =>
      variantEffect(metric, compared(control, treatment, measure), treatment, comparison, cap),
    );
}

/** Both arms of a comparison, as they are and, where there is a covariate, adjusted for it. */
interface Compared {
  readonly plain: Outcome<{ readonly control: ArmEstimate; readonly treatment: ArmEstimate }>;
  readonly adjusted: Outcome<AdjustedArms> | null;
}

function compared(control: Arm, treatment: Arm, { outcome, covariates }: Measure): Compared {
  // An empty arm is the plainest reason.
  const empty = [control, treatment].find(({ evidence }) => (evidence?.n ?? 0) === 0);
  if (empty?.figures.ok === false) return { plain: empty.figures, adjusted: null };
  if (!control.figures.ok) return { plain: control.figures, adjusted: null };
  if (!treatment.figures.ok) return { plain: treatment.figures, adjusted: null };
  const plain = say({
    control: control.figures.value.estimate,
    treatment: treatment.figures.value.estimate,
  });
  const [ofControl, ofTreatment] = [control.evidence, treatment.evidence];
  if (covariates.length === 0 || ofControl === undefined || ofTreatment === undefined) {
    return { plain, adjusted: null };
  }
  if (!varies([ofControl, ofTreatment], outcome, covariates.length)) {
    return {
      plain,
      adjusted: cannotSay(
        'no-variance',
        'What is known from before exposure is the same for every unit, as where none has a past: the effect is not adjusted.',
      ),
    };
  }
  const moments = { control: jointOf(ofControl), treatment: jointOf(ofTreatment) };
  return { plain, adjusted: adjustedArms({ ...moments, metric: outcome, covariates }) };
}

/** Whether any covariate differs between units of the same arm; they follow the columns of the metric itself. */
function varies(arms: readonly EvidenceArm[], outcome: Measure['outcome'], covariates: number): boolean {
  const first = outcome.kind === 'ratio' ? 2 : 1;
  return arms.some(({ covariances }) =>
    Array.from({ length: covariates }, (_, index) => covariances[first + index]?.[first + index] ?? 0).some(
      (variance) => variance > 0,
    ),
  );
}

function variantEffect(
  metric: RunMetric,
  { plain, adjusted }: Compared,
  { variant }: Arm,
  { alphaTwoSided, reading }: Comparison,
  cap: number | null,
): VariantEffect {
  const saying = (refusal: CannotSay): VariantEffect => ({ variant, effect: refusal, adjustment: null });
  if (!reading.allowed) return saying(cannotSay(reading.reason, reading.detail));
  if (!plain.ok) return saying(plain);
  const arms = adjusted?.ok === true ? adjusted.value : plain.value;
  const atPlan = compareArms(arms.control, arms.treatment, alphaTwoSided);
  if (!atPlan.ok) return saying(whyNoVariance(atPlan, { plain: plain.value, arms, cap }));
  const alphaOfLook = reading.alphaTwoSidedOf(metric.key, atPlan.value);
  if (!(alphaOfLook > 0)) {
    return saying(cannotSay('look-not-reached', 'So early, the plan has no error to spend yet.'));
  }
  const effect = compareArms(arms.control, arms.treatment, alphaOfLook);
  const adjustment = adjustmentOf(adjusted, plain.value, alphaOfLook);
  if (metric.role !== 'guardrail' || metric.relativeMargin === null) {
    return { variant, alphaTwoSided: alphaOfLook, effect, adjustment };
  }
  const nonInferiority = nonInferiorityOfEstimates(arms.control, arms.treatment, {
    relativeMargin: metric.relativeMargin,
    alphaOneSided: alphaOfLook / 2,
    higherIsBetter: metric.direction === 'higher-is-better',
  });
  return { variant, alphaTwoSided: alphaOfLook, effect, adjustment, nonInferiority };
}

interface Arms {
  readonly control: ArmEstimate;
  readonly treatment: ArmEstimate;
}

/** What took the variance away where the values had one: the cap, or the covariates. */
function whyNoVariance(
  refusal: CannotSay,
  { plain, arms, cap }: { readonly plain: Arms; readonly arms: Arms; readonly cap: number | null },
): CannotSay {
  if (refusal.reason !== 'no-variance') return refusal;
  if (cap !== null && plain.control.estimate === cap && plain.treatment.estimate === cap) {
    return cannotSay(
      'no-variance',
      `The cap is ${String(cap)}, and nothing lies below it: it removes every difference between units. Choose a higher quantile for it, or none.`,
    );
  }
  if (arms !== plain && plain.control.samplingVariance + plain.treatment.samplingVariance > 0) {
    return cannotSay(
      'no-variance',
      'What is known from before exposure explains the metric of every unit: nothing is left to test against.',
    );
  }
  return refusal;
}

function adjustmentOf(
  adjusted: Compared['adjusted'],
  plain: { readonly control: ArmEstimate; readonly treatment: ArmEstimate },
  alphaTwoSided: number,
): VariantEffect['adjustment'] {
  if (adjusted?.ok !== true) return adjusted;
  const { coefficients, varianceReduction } = adjusted.value;
  const unadjusted = compareArms(plain.control, plain.treatment, alphaTwoSided);
  return say({ coefficients, varianceReduction, unadjusted });
}
