import { cannotSay, say, type Outcome } from '../outcome';

/** Below three effects no shrinkage is better than the effects as they are. */
const FEWEST_EFFECTS = 3;

/**
 * By what to multiply a set of effects so that, together, they miss the truth by less: the positive-part James-Stein
 * factor max(0, 1 - (k - 2) / sum z^2), from each effect's statistic z = estimate / standard error. Without unit, 0 to 1.
 *
 * The effects that were chosen for being large are those that luck made larger (the winner's curse); towards 0 is where
 * most experiments' effects lie. Fewer than three effects and a statistic that is not finite are refused.
 *
 * Source: James & Stein (1961); positive part, Baranchik (1964); Efron & Morris, JASA 70 (1975) 311-319, eq. 1.3 and 1.5.
 */
export function jamesSteinFactor(statistics: readonly number[]): Outcome<number> {
  if (!statistics.every(Number.isFinite))
    return cannotSay('invalid-input', 'Every statistic must be finite.');
  if (statistics.length < FEWEST_EFFECTS) {
    return cannotSay(
      'too-few-units',
      `Shrinking needs at least ${FEWEST_EFFECTS} effects; there are ${statistics.length}.`,
    );
  }
  const squares = statistics.reduce((sum, statistic) => sum + statistic * statistic, 0);
  // All of them exactly zero: there is nothing to shrink.
  return say(squares === 0 ? 0 : Math.max(0, 1 - (statistics.length - 2) / squares));
}
