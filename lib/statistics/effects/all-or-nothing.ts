import type { ArmEstimate } from './arm-estimate';
import type { ProportionArms } from './few-events';
import type { Successes } from './successes';

/** No value between 0 and 1 has a larger variance (Popoviciu). */
const LARGEST_VARIANCE = 1 / 4;

/** Whether all units of each arm have an event or none has, and some have: what no normal form can test, as neither arm shows a variance. */
export function isAllOrNothing({ control, treatment }: ProportionArms): boolean {
  const arms = [control, treatment];
  return arms.every(isConstant) && arms.some(({ successes }) => successes > 0);
}

const isConstant = ({ n, successes }: Successes): boolean => successes === 0 || successes === n;

/**
 * A share whose arm shows no variance, with the largest that a share can have: what needs a variance errs on the wide side. A bounded variable is
 * sub-Gaussian with that variance, so a normal bound of it is exact. Source: Hoeffding (1963), J. Am. Stat. Assoc. 58.
 */
export function widestEstimate({ n, successes }: Successes): ArmEstimate {
  return {
    estimate: successes / n,
    samplingVariance: LARGEST_VARIANCE / n,
    degreesOfFreedom: Infinity,
    thirdCumulant: 0,
  };
}
