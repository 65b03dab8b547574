import { firstRefusal, requireCount } from '../input-checks';
import { mergeJointMoments, type JointMoments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';
import {
  adjustedMean,
  adjustedVariance,
  checkJointMoments,
  explainedVariance,
  pooledMeans,
  pooledRegression,
} from './adjustment';
import type { ArmEstimate } from './arm-estimate';
import type { AdjustedArms } from './cuped';
import { adjustedThird, lineariseMetrics, type ColumnMetric } from './linearise';
import { refuseNoVariance } from './no-variance';

/** Fewer units of an arm in a stratum leave its mean without a standard error worth the name. */
export const FEWEST_STRATUM_UNITS = 10;

/** The units of both arms that had one value of an attribute before exposure. */
export interface StratumMoments {
  readonly name: string;
  readonly control: JointMoments;
  readonly treatment: JointMoments;
}

export interface PostStratifiedInput {
  readonly strata: readonly StratumMoments[];
  /** The metric over the columns of the moments. */
  readonly metric: ColumnMetric;
  readonly covariates: readonly ColumnMetric[];
}

export interface PostStratifiedArms extends AdjustedArms {
  /** The pooled share of each stratum, in order. */
  readonly weights: readonly number[];
}

interface Cell {
  readonly weight: number;
  readonly moments: JointMoments;
  readonly mean: number;
  /** Of that mean; undefined: not known. */
  readonly thirdCumulant: number | undefined;
}

type Side = 'control' | 'treatment';

/**
 * Both arms, post-stratified: the mean over strata, each by its share of the units of both arms; with covariates adjusted within
 * strata, by coefficients pooled within arms and strata. A ratio is linearised at its arm's post-stratified means. Refuses a
 * stratum with fewer than ten units of an arm.
 * Source: Miratrix, Sekhon and Yu (2013), "Adjusting treatment effect estimates by post-stratification in randomized
 * experiments", JRSS B 75, eq. 5 and 16; the variance of the shares, which are estimated too, is added.
 */
export function postStratifiedArms(input: PostStratifiedInput): Outcome<PostStratifiedArms> {
  const refusal = refuse(input);
  if (refusal !== undefined) return refusal;
  const sizes = input.strata.map(({ control, treatment }) => control.n + treatment.n);
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const weights = sizes.map((size) => size / n);
  const control = linearisedStrata(input, 'control', weights);
  if (!control.ok) return control;
  const treatment = linearisedStrata(input, 'treatment', weights);
  if (!treatment.ok) return treatment;
  const raw = plainVariance(input);
  if (!raw.ok) return raw;
  const all = [...control.value.moments, ...treatment.value.moments];
  const { coefficients, dropped } = pooledRegression(all);
  const pairs = weights.map((weight, k) => {
    const [stratum, c, t] = [input.strata[k], control.value.moments[k], treatment.value.moments[k]];
    if (stratum === undefined || c === undefined || t === undefined)
      throw new Error('A stratum has no moments.');
    const centres = pooledMeans(c, t);
    const cell = (moments: JointMoments, read: JointMoments, at: readonly number[]) => ({
      weight,
      moments,
      mean: adjustedMean(moments, centres, coefficients),
      thirdCumulant: adjustedThird(read, input, coefficients, at),
    });
    return {
      control: cell(c, stratum.control, control.value.at),
      treatment: cell(t, stratum.treatment, treatment.value.at),
    };
  });
  const [ofControl, ofTreatment] = [pairs.map((pair) => pair.control), pairs.map((pair) => pair.treatment)];
  const both = between(ofControl, ofTreatment);
  const result = {
    control: armEstimate(ofControl, coefficients, (between(ofControl, ofControl) - both) / n),
    treatment: armEstimate(ofTreatment, coefficients, (between(ofTreatment, ofTreatment) - both) / n),
    coefficients,
    dropped,
    weights,
    varianceShared: Math.max(0, both + explainedVariance(all, coefficients)) / n,
  };
  const { control: left, treatment: right } = result;
  const kept = left.samplingVariance + right.samplingVariance;
  const noVariance = refuseNoVariance(Math.sqrt(kept), [left.estimate, right.estimate]);
  if (noVariance !== undefined) return noVariance;
  const figures = [left.estimate, right.estimate, kept, result.varianceShared, ...coefficients];
  if (!figures.every(Number.isFinite)) return cannotSay('not-computable', 'figures-too-large');
  return say({ ...result, varianceReduction: 1 - kept / raw.value });
}

function refuse({ strata }: PostStratifiedInput) {
  if (strata.length === 0) return cannotSay('invalid-input', 'no-strata');
  const notACount = firstRefusal(
    ...strata.flatMap(({ control, treatment }) => [
      requireCount('control n', control.n),
      requireCount('treatment n', treatment.n),
    ]),
  );
  if (notACount !== undefined) return notACount;
  const small = strata.find((one) => Math.min(one.control.n, one.treatment.n) < FEWEST_STRATUM_UNITS);
  if (small !== undefined) {
    const units = Math.min(small.control.n, small.treatment.n);
    const parameters = { stratum: small.name, units, fewest: FEWEST_STRATUM_UNITS };
    return cannotSay('too-few-units', 'stratum-with-few-units', parameters);
  }
  return firstRefusal(
    ...strata.flatMap(({ control, treatment }) => [
      checkJointMoments('control', control),
      checkJointMoments('treatment', treatment),
    ]),
  );
}

interface LinearisedStrata {
  readonly moments: readonly JointMoments[];
  /** The arm's post-stratified means. */
  readonly at: readonly number[];
}

/** The moments of metric and covariates in each stratum of an arm, ratios linearised at the arm's post-stratified means. */
function linearisedStrata(
  { strata, metric, covariates }: PostStratifiedInput,
  side: Side,
  weights: readonly number[],
): Outcome<LinearisedStrata> {
  const moments = strata.map((stratum) => stratum[side]);
  const at = (moments[0]?.means ?? []).map((_, column) =>
    moments.reduce((sum, { means }, k) => sum + (weights[k] ?? 0) * (means[column] ?? NaN), 0),
  );
  const done: JointMoments[] = [];
  for (const one of moments) {
    const linearised = lineariseMetrics(one, [metric, ...covariates], at);
    if (!linearised.ok) return linearised;
    done.push(linearised.value);
  }
  return say({ moments: done, at });
}

/** The squared standard error of the difference without strata and covariates. */
function plainVariance({ strata, metric }: PostStratifiedInput): Outcome<number> {
  let variance = 0;
  for (const side of ['control', 'treatment'] as const) {
    let whole: JointMoments | null = null;
    for (const stratum of strata) {
      const merged: Outcome<JointMoments> =
        whole === null ? say(stratum[side]) : mergeJointMoments(whole, stratum[side]);
      if (!merged.ok) return merged;
      whole = merged.value;
    }
    if (whole === null) continue;
    const linearised = lineariseMetrics(whole, [metric]);
    if (!linearised.ok) return linearised;
    variance += (linearised.value.covariances[0]?.[0] ?? 0) / linearised.value.n;
  }
  return say(variance);
}

/** Covariance over strata of two arms' means: what a unit's stratum says of both. */
function between(a: readonly Cell[], b: readonly Cell[]): number {
  const [meanOfA, meanOfB] = [weighted(a), weighted(b)];
  return a.reduce(
    (sum, { weight, mean }, k) => sum + weight * (mean - meanOfA) * ((b[k]?.mean ?? NaN) - meanOfB),
    0,
  );
}

function weighted(cells: readonly Cell[]): number {
  return cells.reduce((sum, { weight, mean }) => sum + weight * mean, 0);
}

/** Sum of squared weights times the squared standard errors, with Welch and Satterthwaite's degrees of freedom. */
function armEstimate(cells: readonly Cell[], coefficients: readonly number[], ofShares: number): ArmEstimate {
  const parts = cells.map(({ weight, moments }) => ({
    squared: (weight * weight * adjustedVariance(moments, coefficients)) / moments.n,
    freedom: moments.n - 1,
  }));
  const within = parts.reduce((sum, { squared }) => sum + squared, 0);
  const spread = parts.reduce((sum, { squared, freedom }) => sum + (squared * squared) / freedom, 0);
  const units = parts.reduce((sum, { freedom }) => sum + freedom, 0);
  const thirdCumulant = thirdOf(cells);
  return {
    ...(thirdCumulant !== undefined && { thirdCumulant }),
    estimate: weighted(cells),
    samplingVariance: Math.max(0, within + ofShares),
    degreesOfFreedom: spread > 0 ? (within * within) / spread : units,
  };
}

/** Third cumulants of independent means add up with cubed weights; undefined where one is not known. */
function thirdOf(cells: readonly Cell[]): number | undefined {
  let sum = 0;
  for (const { weight, thirdCumulant } of cells) {
    if (thirdCumulant === undefined) return undefined;
    sum += weight ** 3 * thirdCumulant;
  }
  return sum;
}
