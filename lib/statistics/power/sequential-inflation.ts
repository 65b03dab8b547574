import { exactNormalCdf, exactNormalIsf, exactNormalSf } from '../distributions/exact-normal';
import { cannotSay, say, type Outcome } from '../outcome';
import { tightestMixingVariance } from '../sequential/always-valid';
import { groupSequentialLooks, type GroupSequentialDesign } from '../sequential/group-sequential';
import { powerOfLooks } from '../sequential/group-sequential-power';
import { increasingRoot } from './increasing-root';

export interface Inflation {
  /** Planned units over those of the fixed test with the same alpha and power. */
  readonly inflation: number;
  /** Expected units when the effect is as planned, over those of the fixed test: below 1 when looks pay. */
  readonly expectedInflation: number;
}

/**
 * How many more units a group-sequential design must plan for than a fixed one of the same alpha, sides and power.
 *
 * Estimand: (drift with which the looks reach the power / drift with which one look does) squared. A ratio; it
 * depends on nothing but the design and the power. Refused: what groupSequentialBounds refuses, and powers outside
 * (alpha, 1). Source: Jennison & Turnbull (2000), 7.2.
 */
export function groupSequentialInflation(design: GroupSequentialDesign, power: number): Outcome<Inflation> {
  const looks = groupSequentialLooks(design);
  if (!looks.ok) return looks;
  if (!(power > design.alpha && power < 1)) return cannotSay('invalid-input', 'power-out-of-range');
  const fixedDrift = fixedTestDrift(design.alpha, design.sides, power);
  const shortfall = (drift: number): number => powerOfLooks(looks.value, drift).power - power;
  const drift = increasingRoot(shortfall, fixedDrift / 4, fixedDrift * 1e3, fixedDrift);
  if (drift === null) return cannotSay('not-computable', 'power-not-reached-by-looks');
  const inflation = (drift / fixedDrift) ** 2;
  const { expectedInformation } = powerOfLooks(looks.value, drift);
  return say({ inflation, expectedInflation: inflation * expectedInformation });
}

/** The mean of Z with which one look at 1 has the power; both tails count when two-sided, as in tTestPower. */
function fixedTestDrift(alpha: number, sides: 1 | 2, power: number): number {
  const critical = exactNormalIsf(alpha / sides);
  const oneTail = critical - exactNormalIsf(power);
  if (sides === 1) return oneTail;
  const shortfall = (drift: number): number =>
    exactNormalSf(critical - drift) + exactNormalCdf(-critical - drift) - power;
  return increasingRoot(shortfall, oneTail * 1e-6, oneTail * 2, oneTail) ?? oneTail;
}

/**
 * The same for an always-valid test, counting only whether it rejects at the planned size. Looking on the way can
 * only add power, so the figure is an upper bound.
 *
 * With the mixing variance that makes the interval tightest at the planned size, tau2 = u SE^2 with
 * u = ln(1 + u) + 2 ln(1 / alpha), the critical value there is sqrt(1 + u) whatever the metric. One side takes the
 * two-sided test at 2 alpha. Source: half-width in docs/statistics/always-valid.md, differentiated in tau2.
 */
export function alwaysValidInflation(
  alpha: number,
  sides: 1 | 2,
  power: number,
): Outcome<Pick<Inflation, 'inflation'>> {
  const alphaTwoSided = sides === 2 ? alpha : 2 * alpha;
  if (!(alphaTwoSided > 0 && alphaTwoSided < 1) || !(power > alpha && power < 1)) {
    return cannotSay('invalid-input', 'alpha-or-power-out-of-range');
  }
  const ratio = tightestMixingVariance({ plannedStandardError: 1, alphaTwoSided });
  if (!ratio.ok) return ratio;
  const critical = Math.sqrt(1 + ratio.value);
  const deviations = (z: number): number => z - exactNormalIsf(power);
  const inflation = (deviations(critical) / deviations(exactNormalIsf(alphaTwoSided / 2))) ** 2;
  return inflation > 0 && inflation < Infinity
    ? say({ inflation })
    : cannotSay('not-computable', 'alpha-not-computable');
}
