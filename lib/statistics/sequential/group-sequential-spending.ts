import { normalIsf, normalSf } from '../distributions/normal';

/** A family of Lan-DeMets spending functions; `power:2` is the quadratic one. */
export type Spending = 'obrien-fleming' | 'pocock' | `power:${number}`;

/** Cumulative type I error that one side may have spent by information fraction t. */
export type CumulativeSpend = (informationFraction: number) => number;

/**
 * The spending function of one side, or null when the name is not one of the families above.
 *
 * `alphaPerSide` is the error of one side alone (alpha / 2 of a two-sided test), a probability in (0, 1).
 * - O'Brien-Fleming type: 2 (1 - Phi(z(1 - alphaPerSide / 2) / sqrt t))
 * - Pocock type: alphaPerSide ln(1 + (e - 1) t)
 * - power family: alphaPerSide t^rho, rho > 0
 *
 * Each is 0 at t = 0 and `alphaPerSide` from t = 1 on: an over-run spends what is left and no more.
 * Source: Lan & DeMets, Biometrika 70 (1983) 659-663; Kim & DeMets, Biometrika 74 (1987) 149-154.
 */
export function cumulativeSpend(spending: Spending, alphaPerSide: number): CumulativeSpend | null {
  const family = spendingFamily(spending, alphaPerSide);
  if (family === null) return null;
  return (t) => (t <= 0 ? 0 : t >= 1 ? alphaPerSide : family(t));
}

function spendingFamily(spending: Spending, alphaPerSide: number): CumulativeSpend | null {
  if (spending === 'obrien-fleming') {
    const z = normalIsf(alphaPerSide / 2);
    return (t) => 2 * normalSf(z / Math.sqrt(t));
  }
  if (spending === 'pocock') return (t) => alphaPerSide * Math.log1p((Math.E - 1) * t);
  const rho = powerExponent(spending);
  return rho === null ? null : (t) => alphaPerSide * t ** rho;
}

/** The exponent of `power:rho`. A name can come from stored text, so anything else is null and not a number. */
function powerExponent(spending: string): number | null {
  const match = /^power:(\d+(?:\.\d+)?)$/.exec(spending);
  const rho = Number(match?.[1]);
  return Number.isFinite(rho) && rho > 0 ? rho : null;
}
