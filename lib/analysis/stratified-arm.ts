import { cannotSay, say, type CannotSay, type Outcome } from '../statistics/outcome';
import { armFigures, type ArmFigures } from './arm-figures';
import type { MetricEvidence, ReadMetric, WeightPeriodUnits } from './evidence';
import { measureOf } from '../model/metrics/kinds';
import type { Measure } from '../model/metrics/measure';
import type { RunMetric } from '../model/run-configuration';

/** An arm's figures in one period, and the share of all units of the metric that came first in it. */
export interface Stratum {
  readonly weight: number;
  readonly n: number;
  readonly mean: number;
  /** With n - 1: variance / n is the squared standard error of the mean. */
  readonly variance: number;
}

export interface StratifiedFigures extends ArmFigures {
  readonly strata: readonly Stratum[];
}

/** Whether units were first exposed in several periods of constant weights. */
export function isStratified(periods: readonly WeightPeriodUnits[]): boolean {
  return periods.length > 1;
}

/**
 * Why nothing is said over all periods of what is not read by period, as breakdowns, segments and pasts are not: pooled, an arm has
 * more of one time than another. Null: the weights never changed.
 */
export function splitRefusal(periods: readonly WeightPeriodUnits[]): CannotSay | null {
  const last = periods.at(-1);
  if (last === undefined || !isStratified(periods)) return null;
  return cannotSay('split-changed', 'weights-changed-not-by-period', { changedAt: last.from.toISOString() });
}

/** Whether first exposures come in the ratio of the weights in all periods that have any: else no stratum is a fair comparison. */
export function areComparable(periods: readonly WeightPeriodUnits[]): boolean {
  return periods.every(({ isComparable, units }) => isComparable || units.every((count) => count === 0));
}

/**
 * Whether a run's effects may be read at all, as far as its weights go: they never changed; or every stratum is a fair comparison and
 * every metric can be put together from strata, since a decision needs all of them.
 */
export function mayBeCompared(periods: readonly WeightPeriodUnits[], metrics: readonly RunMetric[]): boolean {
  if (!isStratified(periods)) return true;
  return areComparable(periods) && metrics.every((metric) => refusalOf(measureOf(metric)) === null);
}

/**
 * An arm of a run whose weights changed: the mean over periods, weighted by the units of both arms in each, so that no arm has more of
 * one time than another. Variances with squared weights, degrees of freedom by Welch and Satterthwaite. Refuses quantiles and
 * capped metrics, which are no means of periods, and a period in which the arm cannot say, unless it has hardly any units.
 */
export function stratifiedArm(
  { name, position }: { readonly name: string; readonly position: number },
  metric: string,
  measure: Measure,
  periods: readonly WeightPeriodUnits[],
): Outcome<StratifiedFigures> {
  const refusal = refusalOf(measure);
  if (refusal !== null) return refusal;
  const read = periods.map(({ metrics }) => metrics?.get(metric));
  const parts: { readonly size: number; readonly figures: ArmFigures }[] = [];
  const sizes = read.map((evidence) => (evidence?.ok === true ? sizeOf(evidence) : 0));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  for (const [index, evidence] of read.entries()) {
    if (evidence?.ok !== true) return notRead(evidence);
    const size = sizes[index] ?? 0;
    if (size === 0 || isLeftOut(evidence, size / all, periods[index]?.shares.length ?? 0)) continue;
    const arm = evidence.arms.find(({ variant }) => variant === position);
    // Only a quantile's figures go by the plan's alpha.
    const figures = armFigures(name, arm, measure, NaN);
    if (!figures.ok) return figures;
    parts.push({ size, figures: figures.value });
  }
  if (parts.length === 0) return cannotSay('too-few-units', 'variant-without-units', { variant: name });
  return say(combined(parts));
}

const sizeOf = ({ arms }: ReadMetric): number => arms.reduce((sum, { n }) => sum + n, 0);

/** A period with at most this share of all units may be left out. */
const LARGEST_LEFT_OUT = 0.01;

/**
 * A few units that came while some arm had fewer than two are left out of every arm alike, by their numbers and never by their values,
 * so that they do not refuse the effect of all others.
 */
function isLeftOut({ arms }: ReadMetric, share: number, variants: number): boolean {
  if (!(share <= LARGEST_LEFT_OUT)) return false;
  const comparable = arms.filter(({ n }) => n >= 2).length;
  return comparable < variants;
}

function combined(
  parts: readonly { readonly size: number; readonly figures: ArmFigures }[],
): StratifiedFigures {
  const all = parts.reduce((sum, { size }) => sum + size, 0);
  const strata = parts.map(({ size, figures: { n, mean, variance } }) => ({
    weight: size / all,
    n,
    mean,
    variance,
  }));
  const sum = (of: (stratum: Stratum) => number) => strata.reduce((total, stratum) => total + of(stratum), 0);
  const n = sum((stratum) => stratum.n);
  const mean = sum((stratum) => stratum.weight * stratum.mean);
  const squared = (stratum: Stratum) => (stratum.weight * stratum.weight * stratum.variance) / stratum.n;
  const samplingVariance = sum(squared);
  const degreesOfFreedom =
    samplingVariance === 0
      ? n - strata.length
      : (samplingVariance * samplingVariance) /
        sum((stratum) => (squared(stratum) * squared(stratum)) / (stratum.n - 1));
  const thirdCumulant = thirdCumulantOf(parts, all);
  const estimate = {
    estimate: mean,
    samplingVariance,
    degreesOfFreedom,
    ...(thirdCumulant !== null && { thirdCumulant }),
  };
  return { n, mean, variance: samplingVariance * n, estimate, strata };
}

/** Of the weighted mean: third cumulants add up with cubed weights; null where one is not known. */
function thirdCumulantOf(
  parts: readonly { readonly size: number; readonly figures: ArmFigures }[],
  all: number,
): number | null {
  let sum = 0;
  for (const { size, figures } of parts) {
    const { thirdCumulant } = figures.estimate;
    if (thirdCumulant === undefined) return null;
    sum += (size / all) ** 3 * thirdCumulant;
  }
  return sum;
}

function refusalOf({ quantile, caps }: Measure): CannotSay | null {
  if (quantile !== null) return cannotSay('split-changed', 'weights-changed-quantile');
  return caps.length > 0 ? cannotSay('split-changed', 'weights-changed-cap') : null;
}

function notRead(evidence: Exclude<MetricEvidence, ReadMetric> | undefined): CannotSay {
  return evidence ?? cannotSay('not-computable', 'metric-not-read-by-period');
}
