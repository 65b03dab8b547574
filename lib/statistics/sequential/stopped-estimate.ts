import { normalIsf } from '../distributions/normal';
import type { Interval } from '../effect';
import { firstRefusal, requireFinite, requireFraction } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
import { groupSequentialBounds } from './group-sequential';
import type { Spending } from './group-sequential-spending';
import { rootOfIncreasing } from './root-of-increasing';
import { chanceOfHigher, type StoppingLook } from './stopped-paths';

export interface StoppedInput {
  /** Of the looks taken, the one at which it stopped last. */
  readonly informationFractions: readonly number[];
  /** The clock that the error is spent by; left out: the information. */
  readonly spendingFractions?: readonly number[] | undefined;
  readonly spending: Spending;
  /** Level over all looks of the one-sided test that stops for a large statistic. */
  readonly levelOneSided: number;
  /** The same of the test that stops for a small one; left out: nothing does. */
  readonly levelOneSidedBelow?: number | undefined;
  /** The standardised statistic at the last of these looks. */
  readonly z: number;
  /** One-sided levels of the interval's two ends; .025 each for 95 %. */
  readonly alphaLower: number;
  readonly alphaUpper: number;
}

/** An effect in standard errors at the planned size, that is as the mean of Z at information fraction 1. */
export interface StoppedEstimate {
  /** z / sqrt t, as if there had been one look. */
  readonly naive: number;
  /** Is above the true effect as often as below it, over all ways in which the plan can end. */
  readonly medianUnbiased: number;
  readonly interval: Interval;
  /** One-sided p of no effect: the chance to stop at least as clearly. */
  readonly stagewiseP: number;
}

/**
 * Estimate and interval after a group-sequential test has ended, by the stagewise ordering: of two ends above, the earlier one is
 * the clearer; at the same look, the one with the larger statistic. With p(theta) the chance of an end at least as clear, the
 * interval's ends have p = alphaLower and 1 - alphaUpper, the estimate p = 1/2, and stagewiseP is p(0). With alphaLower the level of the
 * test, a test that rejects leaves 0 below the interval. Units: standard errors at the
 * planned size; times (standard error of now) x sqrt(information fraction) that is the metric's unit. At a first look it is the
 * usual interval. Refused: what the bounds refuse, and a statistic that is not finite.
 *
 * Source: Armitage (1957); Tsiatis, Rosner & Mehta, Biometrics 40 (1984) 797-803; Jennison & Turnbull (2000), 8.4 and 8.5.
 */
export function stoppedEstimate(input: StoppedInput): Outcome<StoppedEstimate> {
  const { z, alphaLower, alphaUpper, informationFractions } = input;
  const refusal = firstRefusal(
    requireFinite('z', z),
    requireFraction('alphaLower', alphaLower),
    requireFraction('alphaUpper', alphaUpper),
  );
  if (refusal !== undefined) return refusal;
  const looks = stoppingLooks(input);
  if (!looks.ok) return looks;
  const deviation = Math.sqrt(informationFractions.at(-1) ?? NaN);
  const naive = z / deviation;
  const chance = chanceOfHigher(looks.value, z * deviation, Math.abs(naive) + 10 / deviation);
  const effectAt = (p: number): number => driftAt(chance, p, naive, 1 / deviation);
  const interval = { lower: effectAt(alphaLower), upper: effectAt(1 - alphaUpper) };
  const medianUnbiased = effectAt(0.5);
  const stagewiseP = Math.min(1, chance(0));
  if (![naive, medianUnbiased, interval.lower, interval.upper, stagewiseP].every(Number.isFinite))
    return cannotSay('not-computable', 'stopped-estimate-not-computable');
  return say({ naive, medianUnbiased, interval, stagewiseP });
}

function stoppingLooks(input: StoppedInput): Outcome<readonly StoppingLook[]> {
  const { informationFractions, spendingFractions, spending, levelOneSided, levelOneSidedBelow } = input;
  const boundsAt = (alpha: number) =>
    groupSequentialBounds({ informationFractions, spendingFractions, spending, alpha, sides: 1 });
  const above = boundsAt(levelOneSided);
  if (!above.ok) return above;
  const below = levelOneSidedBelow === undefined ? null : boundsAt(levelOneSidedBelow);
  if (below?.ok === false) return below;
  return say(
    informationFractions.map((information, index) => ({
      information,
      above: above.value[index] ?? Infinity,
      below: below?.value[index] ?? Infinity,
    })),
  );
}

/** The drift at which the increasing chance is p; NaN where none is found. */
function driftAt(chance: (drift: number) => number, p: number, start: number, scale: number): number {
  const target = normalIsf(p);
  // On the scale of normal quantiles the chance is almost a straight line.
  const excess = (drift: number): number =>
    target - normalIsf(Math.min(Math.max(chance(drift), SMALLEST_CHANCE), LARGEST_CHANCE));
  return rootOfIncreasing(excess, start, scale);
}

/** Where the normal quantile ends. */
const SMALLEST_CHANCE = 1e-300;
const LARGEST_CHANCE = 1 - 1e-16;
