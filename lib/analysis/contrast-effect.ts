import { compareArms } from '../statistics/effects/arm-comparison';
import { adjustedArms, type AdjustedArms } from '../statistics/effects/cuped';
import type { ProportionArms } from '../statistics/effects/few-events';
import { effectOfArms, withSomeVariance, type ComparedArms } from '../statistics/effects/compared-arms';
import { isEvenSplit } from '../statistics/effects/skewness';
import { cannotSay, say, type CannotSay, type Outcome } from '../statistics/outcome';
import type { ContrastEffect } from '../model/metric-result';
import { jointOf, type ArmFigures } from './arm-figures';
import { withArmNames } from './arm-names';
import type { Comparison } from './comparison';
import type { EvidenceArm, ReadMetric } from './evidence';
import { covariateNames } from '../model/metrics/covariate-names';
import type { Measure } from '../model/metrics/measure';
import { isShare } from '../model/metrics/kinds';
import type { RunMetric } from '../model/run-configuration';
import { postStratified, type PostStratified, type PostStratum } from './post-strata';
import { removedByCap } from './result-caps';
import type { Stratum } from './stratified-arm';
import { fewEventsOf } from './few-events-of';
import { ruleFigures } from './rule-figures';

/** An arm of a metric: what was read of it, and its figures. */
export interface Arm {
  readonly variant: string;
  readonly evidence: EvidenceArm | undefined;
  /** Empty: effects are not post-stratified. */
  readonly postStrata: readonly PostStratum[];
  readonly figures: Outcome<ArmFigures & { readonly strata?: readonly Stratum[] }>;
}

/** What the effects of one metric share. */
export interface Whole {
  readonly metric: RunMetric;
  readonly measure: Measure;
  readonly comparison: Comparison;
  readonly capValues: ReadMetric['caps'];
}

/** Both arms of a comparison, as they are and, where there is a covariate, adjusted for it. */
interface Compared {
  readonly plain: Outcome<ComparedArms>;
  readonly adjusted: Outcome<Adjusted> | null;
  readonly notPostStratified?: CannotSay;
}

/** Arms adjusted for covariates, for strata or for both. */
interface Adjusted {
  readonly arms: AdjustedArms;
  readonly strata?: PostStratified['strata'];
}

function compared(control: Arm, treatment: Arm, { metric, measure, comparison }: Whole): Compared {
  const unstratified = adjustedForCovariates(control, treatment, measure);
  if (!unstratified.plain.ok) return unstratified;
  const stratified = postStratified(control, treatment, measure, comparison);
  if (stratified === null) return unstratified;
  const isAdjusted = unstratified.adjusted?.ok === true;
  // Strata take next to nothing off the variance of rare events, and their weighted mean has no exact test.
  if (!isAdjusted && fewEventsIn(metric, control, treatment) !== undefined)
    return { ...unstratified, notPostStratified: cannotSay('not-computable', 'strata-with-few-events') };
  return stratified.ok
    ? { ...unstratified, adjusted: stratified }
    : { ...unstratified, notPostStratified: stratified };
}

function adjustedForCovariates(
  control: Arm,
  treatment: Arm,
  { outcome, covariates }: Measure,
): Pick<Compared, 'plain' | 'adjusted'> {
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
      adjusted: cannotSay('no-variance', 'covariate-without-variance'),
    };
  }
  const moments = { control: jointOf(ofControl), treatment: jointOf(ofTreatment) };
  const arms = adjustedArms({ ...moments, metric: outcome, covariates });
  return { plain, adjusted: arms.ok ? say({ arms: arms.value }) : arms };
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

/** One contrast of a metric: its effect, and at a look what the plan's rule goes by. */
export function contrastEffect(whole: Whole, control: Arm, treatment: Arm): ContrastEffect {
  const { metric, measure } = whole;
  const { alphaTwoSided, reading } = whole.comparison;
  const contrast = { treatment: treatment.variant, reference: control.variant };
  const { plain, adjusted, notPostStratified } = compared(control, treatment, whole);
  const saying = (refusal: CannotSay): ContrastEffect => ({
    contrast,
    effect: withArmNames(refusal, contrast),
    adjustment: null,
  });
  const ofCap = () => removedByCap(measure, whole.capValues, [control.evidence, treatment.evidence]);
  if (!reading.allowed && reading.saysWhy !== true) return saying(reading.refusal);
  if (!plain.ok) return saying(plain.reason === 'not-computable' ? (ofCap() ?? plain) : plain);
  const arms = adjusted?.ok === true ? adjusted.value.arms : plain.value;
  const varianceShared = adjusted?.ok === true ? adjusted.value.arms.varianceShared : 0;
  const fewEvents = adjusted?.ok === true ? undefined : fewEventsIn(metric, control, treatment);
  const judged = withSomeVariance({ ...arms, varianceShared, fewEvents, plain: plain.value });
  const effect = effectOfArms(judged, alphaTwoSided);
  if (!effect.ok) return saying(whyNoVariance(effect, { plain: plain.value, arms, ofCap }));
  if (!reading.allowed) return saying(reading.refusal);
  const adjustment = adjustmentOf(adjusted, plain.value, { alphaTwoSided, measure });
  const rule = reading.ruleOf?.(metric.key) ?? null;
  const hasEvenSplit = isEvenSplit(control.evidence?.n ?? 0, treatment.evidence?.n ?? 0);
  return {
    contrast,
    alphaTwoSided,
    effect,
    adjustment,
    ...(notPostStratified && { notPostStratified }),
    ...(rule !== null &&
      ruleFigures(
        metric,
        { ...judged, effect: { ...effect.value, hasEvenSplit, isOfShare: isShare(metric.kind) } },
        rule,
      )),
  };
}

function fewEventsIn({ kind }: RunMetric, control: Arm, treatment: Arm): ProportionArms | undefined {
  return fewEventsOf(kind, proportionOf(control), proportionOf(treatment));
}

/** Undefined over periods of constant weights, where a mean of shares is no share. */
function proportionOf({ figures, evidence }: Arm): EvidenceArm | undefined {
  return figures.ok && figures.value.strata === undefined ? evidence : undefined;
}

/** What took the variance away where the values had one: the cap, or the covariates. */
function whyNoVariance(
  refusal: CannotSay,
  {
    plain,
    arms,
    ofCap,
  }: { readonly plain: ComparedArms; readonly arms: ComparedArms; readonly ofCap: () => CannotSay | null },
): CannotSay {
  if (refusal.reason !== 'no-variance') return refusal;
  const removed = ofCap();
  if (removed !== null) return removed;
  if (arms !== plain && plain.control.samplingVariance + plain.treatment.samplingVariance > 0) {
    return cannotSay('no-variance', 'covariate-explains-all');
  }
  return refusal;
}

function adjustmentOf(
  adjusted: Compared['adjusted'],
  plain: ComparedArms,
  { alphaTwoSided, measure }: { readonly alphaTwoSided: number; readonly measure: Measure },
): ContrastEffect['adjustment'] {
  if (adjusted?.ok !== true) return adjusted;
  const { arms, strata } = adjusted.value;
  const { coefficients, dropped, varianceReduction, varianceShared } = arms;
  const names = covariateNames(measure);
  return say({
    coefficients,
    names,
    dropped: names.filter((_, index) => dropped.includes(index)),
    ...(strata && { strata }),
    varianceReduction,
    varianceShared,
    unadjusted: compareArms(plain.control, plain.treatment, alphaTwoSided),
  });
}
