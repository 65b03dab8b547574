import { normalIsf, normalPdf } from '../distributions/normal';
import type { EffectMethod } from '../effect';
import type { Check } from '../input-checks';
import { cannotSay } from '../outcome';
import type { ArmEstimate } from './arm-estimate';
import type { Direction } from './few-events';

/** What a test may be of its level, in parts of it; more is refused. */
const MOST_OF_LEVEL = 1.25;

/** From this share of the larger arm on the smaller one is as large, as far as skewness goes. */
const LEAST_OF_EVEN = 0.8;

/** Whether splitting more evenly would take no skewness away. */
export function isEvenSplit(n: number, m: number): boolean {
  return Math.min(n, m) >= LEAST_OF_EVEN * Math.max(n, m);
}

/**
 * Of a difference, what its skewness says of the unit that moves it most: with s that unit's share of the variance, g^2 is at most s, as
 * |sum c^3| <= max|c| sum c^2 for the contributions c of all units. So from here on one unit makes at least half of the variance.
 */
const ONE_UNIT_MAKES_HALF = Math.SQRT1_2;

/**
 * The refusal of a difference whose variance is one unit's: the statistic is then about 1 or -1, whatever all others did, and no test of
 * it says anything in either direction.
 */
export function refuseOneUnit(skewness: number | undefined): Check {
  return Math.abs(skewness ?? 0) >= ONE_UNIT_MAKES_HALF
    ? cannotSay('not-computable', 'one-unit-decides')
    : undefined;
}

/** What is known of an effect that says whether its tests may be asked. */
export interface TestedEffect {
  readonly skewness?: number | undefined;
  readonly method?: EffectMethod | undefined;
  /** Left out: not known, and taken as uneven. */
  readonly hasEvenSplit?: boolean | undefined;
  /** Of a share of units, which has no large values and can have no cap; left out: it is none. */
  readonly isOfShare?: boolean | undefined;
}

/**
 * Skewness of the difference of two independent estimates, g = (k1 / n1^2 - k0 / n0^2) / V^1.5 with k the third central moments of the
 * arms' values and V the variance of the difference; undefined where they are not known, or too large.
 */
export function skewnessOfDifference(control: ArmEstimate, treatment: ArmEstimate): number | undefined {
  if (control.thirdCumulant === undefined || treatment.thirdCumulant === undefined) return undefined;
  const variance = control.samplingVariance + treatment.samplingVariance;
  const skewness = (treatment.thirdCumulant - control.thirdCumulant) / variance / Math.sqrt(variance);
  return Number.isFinite(skewness) ? skewness : undefined;
}

/**
 * How often the studentised one-sided test of level l truly rejects without an effect, to first order in the skewness g of the difference:
 * greater: l - phi(z) g (2 z^2 + 1) / 6 with z = z(1 - l); less: the mirror.
 * Source: Hall (1992), "The Bootstrap and Edgeworth Expansion", 2.6, the expansion of the studentised mean.
 */
export function skewedSize(skewness: number, alphaOneSided: number, direction: Direction): number {
  const z = normalIsf(alphaOneSided);
  const shift = (normalPdf(z) * skewness * (2 * z * z + 1)) / 6;
  return direction === 'greater' ? alphaOneSided - shift : alphaOneSided + shift;
}

/** The size of the skewness up to which a one-sided test of a level is not refused, on the side where it rejects too often. */
export function mostSkewnessAt(alphaOneSided: number): number {
  const z = normalIsf(alphaOneSided);
  return (6 * (MOST_OF_LEVEL - 1) * alphaOneSided) / (normalPdf(z) * (2 * z * z + 1));
}

/**
 * The refusal of a one-sided test that would reject more than 1.25 times as often as its level says, as where the small arm of an uneven
 * split holds a few large values, or the level of an early look lies far out; undefined: it may be asked, or its skewness is not known.
 * The level is that of this very test: at a look, that of the look.
 */
export function skewRefusal(
  effect: Omit<TestedEffect, 'method'>,
  alphaOneSided: number,
  direction: Direction,
): Check {
  if (effect.skewness === undefined || !(alphaOneSided > 0 && alphaOneSided < 0.5)) return undefined;
  const size = skewedSize(effect.skewness, alphaOneSided, direction);
  if (size <= MOST_OF_LEVEL * alphaOneSided) return undefined;
  if (effect.isOfShare === true) return cannotSay('not-computable', 'too-few-events-at-level');
  return effect.hasEvenSplit === true
    ? cannotSay('not-computable', 'too-skewed-at-level')
    : cannotSay('not-computable', 'too-skewed-for-split');
}

/** What has to be known of a test to say whether it may be asked. */
export interface AskedTest {
  readonly direction: Direction;
  /** Of this very test: at a look, its level there. */
  readonly alphaOneSided: number;
  /** It goes by the variance, as always-valid tests do, even where events are few. */
  readonly needsVariance: boolean;
}

/**
 * Why a one-sided test of an effect says nothing: its skewness takes it past 1.25 times its level, or it needs a variance that an arm has not.
 * The mid-p of few events needs neither; undefined: it may be asked.
 */
export function testRefusal(
  effect: TestedEffect,
  { direction, alphaOneSided, needsVariance }: AskedTest,
): Check {
  if (effect.method === 'mid-p') {
    if (!needsVariance) return undefined;
    // Of proportions it is known wherever both arms vary.
    if (effect.skewness === undefined) return cannotSay('no-variance', 'same-within-one-arm');
  }
  return skewRefusal(effect, alphaOneSided, direction);
}
