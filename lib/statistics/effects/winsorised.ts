import type { Effect } from '../effect';
import { firstRefusal, requireFinite, requireFraction } from '../input-checks';
import { momentsFromValues, type Moments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';
import { meanEffect } from './mean';
import { quantileOfSorted } from './quantile';

export interface WinsorisedInput {
  readonly control: readonly number[];
  readonly treatment: readonly number[];
  /** Order of the pooled quantile that becomes the cap, such as 0.999. */
  readonly capQuantile: number;
  readonly alphaTwoSided: number;
}

export interface WinsorisedEffect extends Effect {
  /** Values above it count as it, in the metric's unit. */
  readonly cap: number;
}

/** The cap: the type-7 quantile of the values of all arms pooled, to be computed once per analysis and shown. */
export function winsorisationCap(arms: readonly (readonly number[])[], capQuantile: number): Outcome<number> {
  const refusal = firstRefusal(requireFraction('capQuantile', capQuantile));
  if (refusal !== undefined) return refusal;
  const pooled = Float64Array.from(arms.flat());
  if (pooled.length === 0) return cannotSay('too-few-units', 'no-value-for-cap');
  if (!pooled.every(Number.isFinite)) return cannotSay('invalid-input', 'arm-value-not-finite');
  return say(quantileOfSorted(pooled.sort(), capQuantile));
}

/** Moments of an arm whose values above the cap count as the cap. */
export function winsorisedMoments(values: readonly number[], cap: number): Outcome<Moments> {
  const refusal = firstRefusal(requireFinite('cap', cap));
  return refusal ?? momentsFromValues(values.map((value) => Math.min(value, cap)));
}

/**
 * Estimand: mean of the metric with values above the pooled cap set to the cap, treatment minus control, in the metric's
 * unit. It is biased for the plain mean when the treatment acts on the largest values; it buys variance. Then Welch, with
 * the cap taken as fixed: two-sided interval; the refusals are those of `meanEffect`.
 * Source: Tukey (1962), "The future of data analysis", section 14; the cap is shared so that arms stay comparable.
 */
export function winsorisedEffect(input: WinsorisedInput): Outcome<WinsorisedEffect> {
  const cap = winsorisationCap([input.control, input.treatment], input.capQuantile);
  if (!cap.ok) return cap;
  const control = winsorisedMoments(input.control, cap.value);
  if (!control.ok) return control;
  const treatment = winsorisedMoments(input.treatment, cap.value);
  if (!treatment.ok) return treatment;
  const effect = meanEffect({
    control: control.value,
    treatment: treatment.value,
    alphaTwoSided: input.alphaTwoSided,
  });
  return effect.ok ? say({ ...effect.value, cap: cap.value }) : effect;
}
