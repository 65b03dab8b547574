import { normalSf } from '../distributions/normal';
import { studentTIsf } from '../distributions/student-t';
import type { Interval } from '../effect';
import { cannotSay, say, type Outcome } from '../outcome';

export interface RepeatedIntervalInput {
  /** Any estimate: a difference, a non-inferiority contrast. */
  readonly difference: number;
  readonly standardError: number;
  /** Infinity where the reference distribution is normal. */
  readonly degreesOfFreedom: number;
  /** This look's critical value from groupSequentialBounds. */
  readonly bound: number;
}

/**
 * The one-sided p below which a look stops: P(Z > bound), 0 for a bound of Infinity. Everything that takes an ordinary alpha (an effect's
 * interval, Fieller's, a t-test) becomes this look's repeated version when given this alpha, doubled for two sides.
 */
export function nominalAlphaPerSide(bound: number): Outcome<number> {
  return Number.isNaN(bound) ? cannotSay('invalid-input', 'bound-not-a-number') : say(normalSf(bound));
}

/**
 * Repeated confidence interval at one look: estimate -+ (critical value) x (standard error).
 *
 * Estimand: the same effect at every look, with all the looks' intervals together covering it with probability
 * 1 - alpha (two-sided bounds); with one-sided bounds each end on its own has that property. Unit: the estimate's.
 * With finite degrees of freedom the bound becomes the Student t quantile of the same tail probability, the usual
 * significance-level approach, so that the interval excludes 0 exactly when p is at or below the look's nominal alpha.
 *
 * Edge cases: a bound of Infinity (nothing to spend at this look) gives the whole line: a right interval, that says
 * nothing. A standard error that is not above 0 has no interval.
 *
 * Source: Jennison & Turnbull, JRSS B 51 (1989) 305-361; significance levels, their book (2000), 3.3.
 */
export function repeatedInterval(input: RepeatedIntervalInput): Outcome<Interval> {
  const { difference, standardError, degreesOfFreedom, bound } = input;
  if (!Number.isFinite(difference) || !(bound >= 0) || !(degreesOfFreedom > 0)) {
    return cannotSay('invalid-input', 'repeated-interval-input');
  }
  if (!(standardError > 0 && standardError < Infinity)) {
    return cannotSay('no-variance', 'repeated-interval-without-error');
  }
  const critical = criticalValue(bound, degreesOfFreedom);
  if (Number.isNaN(critical)) return cannotSay('not-computable', 'critical-value-not-computable');
  return say({ lower: difference - critical * standardError, upper: difference + critical * standardError });
}

function criticalValue(bound: number, degreesOfFreedom: number): number {
  const tail = normalSf(bound);
  // A tail below the smallest float64 has no quantile to ask for, with any degrees of freedom.
  if (tail === 0) return Infinity;
  return degreesOfFreedom === Infinity ? bound : studentTIsf(tail, degreesOfFreedom);
}
