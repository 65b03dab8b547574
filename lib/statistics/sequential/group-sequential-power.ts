import { cannotSay, say, type Outcome } from '../outcome';
import { integrate, type SubDensity } from './group-sequential-density';
import { groupSequentialLooks, type GroupSequentialDesign, type Look } from './group-sequential';

export interface GroupSequentialPower {
  /** Chance to have stopped at or before each look, on either side of a two-sided test. */
  readonly stoppedByLook: readonly number[];
  /** Chance to have stopped at or before the last look. */
  readonly power: number;
  /** Expected information fraction at the end, looks that stop and the last look together. */
  readonly expectedInformation: number;
}

/** Beyond this many standard errors at the planned size every test has power 1 to the last digit, or none at all. */
const largestDrift = 1e3;

/**
 * Power of a group-sequential test when Z at information fraction 1 has mean `drift` (the effect over its standard
 * error at the planned size), at every look.
 *
 * Estimand: P(some bound crossed by look k). Unit: probability. Sidedness follows the design; a two-sided test counts
 * both sides. Source: the paths' likelihood ratio exp(drift s - drift^2 t / 2) turns the densities under no effect
 * into those under the drift (Jennison & Turnbull 2000, 19.2), so that the bounds' integration is not done again.
 */
export function groupSequentialPower(
  design: GroupSequentialDesign,
  drift: number,
): Outcome<GroupSequentialPower> {
  if (!(Math.abs(drift) <= largestDrift)) {
    return cannotSay('invalid-input', 'drift-out-of-range', { largest: largestDrift });
  }
  const looks = groupSequentialLooks(design);
  return looks.ok ? say(powerOfLooks(looks.value, drift)) : looks;
}

export function powerOfLooks(looks: readonly Look[], drift: number): GroupSequentialPower {
  const stoppedByLook: number[] = [];
  let stopped = 0;
  let expectedInformation = 0;
  let previous = 0;
  for (const { informationFraction, bound, density } of looks) {
    expectedInformation += (1 - stopped) * (informationFraction - previous);
    previous = informationFraction;
    if (density !== null && bound < Infinity) stopped = 1 - goingOn(density, drift);
    stoppedByLook.push(stopped);
  }
  return { stoppedByLook, power: stopped, expectedInformation };
}

/** Chance that a path with this drift has not stopped. */
function goingOn(density: SubDensity, drift: number): number {
  const at = (s: number): number => Math.exp(drift * s - (drift * drift * density.information) / 2);
  // The tilt changes by e over 1 / drift: that is the finest feature the integration has to follow.
  const deviation = 1 / Math.max(Math.abs(drift), 1);
  const total = integrate(density, { at, deviation, lower: -Infinity, upper: Infinity, flatFrom: Infinity });
  return Math.min(total, 1);
}
