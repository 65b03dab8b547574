import { normalIsf } from '../../statistics/distributions/normal';
import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import { increasingRoot } from '../../statistics/power/increasing-root';
import { contrastVariance, FEWEST_UNITS, tTestPower } from '../../statistics/power/t-test-power';
import { largestChange, varianceRatio, type MovingMean } from './planned-variance';

interface ChangeQuestion {
  readonly alphaOneSided: number;
  readonly power: number;
  /** Standard deviation of a unit in the control, over the size of the mean. */
  readonly deviation: number;
  /** Of a single look. */
  readonly controlUnits: number;
  readonly ratio: number;
}

/** From so many units an arm on the quantiles of the normal distribution are those of Student's t to three digits. */
const MANY_UNITS = 5_000;

export function areMany(controlUnits: number, ratio: number): boolean {
  return Math.min(controlUnits, controlUnits * ratio) > MANY_UNITS && controlUnits < Infinity;
}

/**
 * The smallest relative change of a mean up (1) or down (-1) that a test of the difference finds with its power, where the variance of
 * the treatment follows its mean. Unit: share of the size of the mean, positive. Refused: fewer than three units, and where no change
 * that the mean can make is large enough.
 */
export function detectableChange(
  moving: MovingMean,
  { alphaOneSided: alpha, power, deviation, controlUnits, ratio }: ChangeQuestion,
  direction: 1 | -1,
): Outcome<number> {
  if (!(controlUnits * (1 + ratio) >= FEWEST_UNITS && controlUnits < Infinity))
    return cannotSay('too-few-units', 'units-too-few-for-t-test');
  const designAt = (change: number) => ({
    treatmentToControlRatio: ratio,
    treatmentVarianceRatio: varianceRatio(moving, direction * change) ?? 1,
  });
  const deviations = normalIsf(alpha) - normalIsf(power);
  const needed = (change: number): number =>
    deviations * deviation * Math.sqrt(contrastVariance(designAt(change)) / controlUnits);
  const isMany = areMany(controlUnits, ratio);
  const surplus = (change: number): number =>
    isMany
      ? change - needed(change)
      : tTestPower({ ...designAt(change), alpha, sides: 1 }, change / deviation, controlUnits) - power;
  const guess = needed(0);
  const most = Math.min(largestChange(moving, direction) * (1 - 1e-9), guess * 1e6);
  const found = increasingRoot(surplus, Math.min(guess, most) * 1e-6, most, guess);
  return found === null ? cannotSay('not-computable', 'power-not-reached-at-size') : say(found);
}
