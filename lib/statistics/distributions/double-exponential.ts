/** Step of the rule: thirteen digits of a bell that fills the range. */
const STEP = 1 / 24;

export interface Node {
  /** Distance to the lower and to the upper end, as shares of the range: both small ones are exact. */
  readonly below: number;
  readonly above: number;
  readonly weight: number;
}

/**
 * Nodes of the double exponential rule, which integrates functions that behave like a power at the ends of their range, as beta
 * densities do. Source: Takahasi and Mori (1974), "Double exponential formulas for numerical integration".
 */
export function doubleExponentialNodes(smallestPower: number): readonly Node[] {
  const reach = Math.asinh(37 / (Math.PI * Math.min(1, smallestPower)));
  const last = Math.ceil(reach / STEP);
  return Array.from({ length: 2 * last + 1 }, (_, index) => {
    const u = (index - last) * STEP;
    const q = Math.PI * Math.sinh(u);
    const [below, above] = [1 / (1 + Math.exp(-q)), 1 / (1 + Math.exp(q))];
    return { below, above, weight: STEP * Math.PI * Math.cosh(u) * below * above };
  });
}
