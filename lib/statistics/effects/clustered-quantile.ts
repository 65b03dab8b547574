import type { Outcome } from '../outcome';
import { cannotSay, say } from '../outcome';
import { jointMomentsFromRows } from '../moments';
import {
  figuresAt,
  quantileEffectFromFigures,
  quantileOfSorted,
  quantileOrders,
  type QuantileEffect,
  type QuantileFigures,
} from './quantile';
import { ratioEstimate } from './ratio';

export interface ClusteredQuantileInput {
  /** One list a unit: the values of its events, in any order. A unit without events counts nothing. */
  readonly control: readonly (readonly number[])[];
  readonly treatment: readonly (readonly number[])[];
  /** Order of the quantile, strictly between 0 and 1. */
  readonly quantile: number;
  readonly alphaTwoSided: number;
}

/**
 * Estimand: type-7 sample quantile of all values of an arm, treatment minus control, in their unit. The share of values at or below it
 * is a ratio of two sums over units; its delta-method standard error says between which orders the quantile lies, and the
 * rest is as of one value a unit (`quantileEffect`): values of one unit may be alike. Same refusals.
 * Source: Woodruff (1952), "Confidence intervals for medians and other position measures", JASA 47; Deng, Knoblich and Lu (2018), KDD, section 4.
 */
export function clusteredQuantileEffect(input: ClusteredQuantileInput): Outcome<QuantileEffect> {
  const { quantile, alphaTwoSided } = input;
  const control = figuresOf('control', input.control, quantile, alphaTwoSided);
  if (!control.ok) return control;
  const treatment = figuresOf('treatment', input.treatment, quantile, alphaTwoSided);
  if (!treatment.ok) return treatment;
  return quantileEffectFromFigures({ control: control.value, treatment: treatment.value, alphaTwoSided });
}

function figuresOf(
  name: string,
  clusters: readonly (readonly number[])[],
  quantile: number,
  alphaTwoSided: number,
): Outcome<QuantileFigures> {
  const units = clusters.filter((values) => values.length > 0);
  if (!units.every((values) => values.every(Number.isFinite)))
    return cannotSay('invalid-input', 'value-not-finite', { name });
  const sorted = Float64Array.from(units.flat()).sort();
  const share = shareError(name, units, quantileOfSorted(sorted, quantile));
  if (!share.ok) return share;
  const orders = quantileOrders(name, units.length, quantile, alphaTwoSided, share.value);
  return orders.ok ? figuresAt({ name, n: units.length, sorted }, quantile, orders.value) : orders;
}

/** Standard error of the share of values at or below one, by the delta method over units. */
function shareError(name: string, units: readonly (readonly number[])[], at: number): Outcome<number> {
  const moments = jointMomentsFromRows(
    units.map((values) => [values.filter((value) => value <= at).length, values.length]),
    2,
  );
  if (!moments.ok) return moments;
  const { n, means, covariances } = moments.value;
  const share = ratioEstimate(name, {
    n,
    numeratorMean: means[0] ?? NaN,
    denominatorMean: means[1] ?? NaN,
    numeratorVariance: covariances[0]?.[0] ?? NaN,
    denominatorVariance: covariances[1]?.[1] ?? NaN,
    covariance: covariances[0]?.[1] ?? NaN,
  });
  return share.ok ? say(Math.sqrt(share.value.samplingVariance)) : share;
}
