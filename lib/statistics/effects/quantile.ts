import { normalIsf } from '../distributions/normal';
import type { Effect } from '../effect';
import {
  firstRefusal,
  requireFinite,
  requireFraction,
  requireNonNegative,
  requireUnits,
  type Check,
} from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
import { compareArms } from './arm-comparison';
import type { ArmEstimate } from './arm-estimate';

export interface QuantileInput {
  /** One value per unit, in any order. */
  readonly control: readonly number[];
  readonly treatment: readonly number[];
  /** Order of the quantile, strictly between 0 and 1. */
  readonly quantile: number;
  readonly alphaTwoSided: number;
}

/** What SQL computes for one arm: the quantile and the two quantiles at the orders of `quantileOrders`. */
export interface QuantileFigures {
  readonly n: number;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface QuantileEffect extends Effect {
  readonly control: number;
  readonly treatment: number;
}

/**
 * Type-7 quantile of values in ascending order: linear between order statistics at (n - 1) q.
 * Source: Hyndman and Fan (1996), "Sample quantiles in statistical packages", The American Statistician 50, definition 7.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, order: number): number {
  const position = (sorted.length - 1) * order;
  const below = Math.floor(position);
  const lower = sorted[below] ?? NaN;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  const fraction = position - below;
  return fraction === 0 ? lower : lower * (1 - fraction) + upper * fraction;
}

/**
 * Orders q - h and q + h, h = z s, between which the normal approximation puts the quantile: s is the standard error of the share of
 * values at or below it, of one value a unit sqrt(q (1 - q) / n). Where they leave (0, 1) the arm has too few units beyond the
 * quantile to say anything, and it is refused.
 */
export function quantileOrders(
  name: string,
  n: number,
  quantile: number,
  alphaTwoSided: number,
  standardErrorOfShare = Math.sqrt((quantile * (1 - quantile)) / n),
): Outcome<{ readonly lower: number; readonly upper: number }> {
  const refusal = firstRefusal(
    requireFraction('quantile', quantile),
    requireFraction('alphaTwoSided', alphaTwoSided),
    requireUnits(name, n),
    requireNonNegative(`${name} standard error of the share`, standardErrorOfShare),
  );
  if (refusal !== undefined) return refusal;
  const halfWidth = normalIsf(alphaTwoSided / 2) * standardErrorOfShare;
  const lower = quantile - halfWidth;
  const upper = quantile + halfWidth;
  if (lower < 0 || upper > 1) return cannotSay('too-few-units', 'units-too-few-beyond-quantile', { name });
  return say({ lower, upper });
}

/** Fewer different values than this between the two order statistics, and their distance is that of the values' grid. */
const FEWEST_DISTINCT_VALUES = 10;

/** Whether an arm has different values enough around its quantile for a standard error; `distinct` counts both ends. */
export function requireDistinctValues(name: string, distinct: number): Check {
  if (distinct >= FEWEST_DISTINCT_VALUES) return undefined;
  return cannotSay('not-computable', 'values-too-few-around-quantile', {
    name,
    distinct,
    least: FEWEST_DISTINCT_VALUES,
  });
}

function estimateFrom(name: string, figures: QuantileFigures, alphaTwoSided: number): Outcome<ArmEstimate> {
  const refusal = firstRefusal(
    requireUnits(name, figures.n),
    requireFinite(`${name} quantile`, figures.estimate),
    requireFinite(`${name} lower quantile`, figures.lower),
    requireFinite(`${name} upper quantile`, figures.upper),
  );
  if (refusal !== undefined) return refusal;
  if (figures.upper < figures.lower) return cannotSay('invalid-input', 'quantiles-out-of-order', { name });
  const standardError = (figures.upper - figures.lower) / (2 * normalIsf(alphaTwoSided / 2));
  const samplingVariance = standardError * standardError;
  return say({ estimate: figures.estimate, samplingVariance, degreesOfFreedom: Infinity });
}

/** The effect from quantiles that were computed elsewhere (see `quantileOrders`). Same estimand and refusals as below. */
export function quantileEffectFromFigures(input: {
  readonly control: QuantileFigures;
  readonly treatment: QuantileFigures;
  readonly alphaTwoSided: number;
}): Outcome<QuantileEffect> {
  const { alphaTwoSided } = input;
  const refusal = firstRefusal(requireFraction('alphaTwoSided', alphaTwoSided));
  if (refusal !== undefined) return refusal;
  const control = estimateFrom('control', input.control, alphaTwoSided);
  if (!control.ok) return control;
  const treatment = estimateFrom('treatment', input.treatment, alphaTwoSided);
  if (!treatment.ok) return treatment;
  const effect = compareArms(control.value, treatment.value, alphaTwoSided);
  if (!effect.ok) return effect;
  return say({ ...effect.value, control: control.value.estimate, treatment: treatment.value.estimate });
}

function figuresOf(
  name: string,
  values: readonly number[],
  quantile: number,
  alphaTwoSided: number,
): Outcome<QuantileFigures> {
  const orders = quantileOrders(name, values.length, quantile, alphaTwoSided);
  if (!orders.ok) return orders;
  if (!values.every(Number.isFinite)) return cannotSay('invalid-input', 'value-not-finite', { name });
  const sorted = Float64Array.from(values).sort();
  return figuresAt({ name, n: values.length, sorted }, quantile, orders.value);
}

/** The quantile of an arm's sorted values with those at the two orders, of which it has different ones enough. */
export function figuresAt(
  { name, n, sorted }: { readonly name: string; readonly n: number; readonly sorted: Float64Array },
  quantile: number,
  orders: { readonly lower: number; readonly upper: number },
): Outcome<QuantileFigures> {
  const [lower, upper] = [quantileOfSorted(sorted, orders.lower), quantileOfSorted(sorted, orders.upper)];
  const tooFew = requireDistinctValues(
    name,
    new Set(sorted.filter((value) => value >= lower && value <= upper)).size,
  );
  return tooFew ?? say({ n, estimate: quantileOfSorted(sorted, quantile), lower, upper });
}

/**
 * Estimand: type-7 sample quantile, treatment minus control, in the metric's unit. Standard error of an arm: the width of
 * its distribution-free interval over 2 z, (Q(q + h) - Q(q - h)) / (2 z); normal reference, two-sided interval, p-values
 * of all three alternatives. Too few units beyond the quantile, and an arm with fewer than ten
 * different values between the two order statistics, are refused: of integers an A/A rejects every second time.
 * Source: Deng, Knoblich and Lu (2018), KDD, section 4; the order-statistic interval is David and Nagaraja (2003), 7.1.
 */
export function quantileEffect(input: QuantileInput): Outcome<QuantileEffect> {
  const { quantile, alphaTwoSided } = input;
  const control = figuresOf('control', input.control, quantile, alphaTwoSided);
  if (!control.ok) return control;
  const treatment = figuresOf('treatment', input.treatment, quantile, alphaTwoSided);
  if (!treatment.ok) return treatment;
  return quantileEffectFromFigures({ control: control.value, treatment: treatment.value, alphaTwoSided });
}
