const MOST_STEPS = 200;

/**
 * The x from `low` to `high` at which an increasing function passes zero, to `precision`: regula falsi (Illinois), halved where that does
 * not narrow. The function may be minus infinity at `low`; where it does not pass zero between the ends, the nearer one comes out.
 */
export function bracketedRoot(
  f: (x: number) => number,
  bracket: { readonly low: number; readonly high: number; readonly precision: number },
): number {
  const { precision } = bracket;
  let { low, high } = bracket;
  let [below, above] = [f(low), f(high)];
  let moved: 'low' | 'high' | null = null;
  for (let step = 0; step < MOST_STEPS && high - low > precision; step += 1) {
    const secant = low - below * ((high - low) / (above - below));
    const wanted = step % 4 !== 3 && secant > low && secant < high ? secant : (low + high) / 2;
    // A step that lands on the root to all digits would leave the other end where it is: it goes a little further.
    const middle = Math.min(Math.max(wanted, low + precision / 2), high - precision / 2);
    const value = f(middle);
    const end = value >= 0 ? 'high' : 'low';
    // An end that stays twice counts half, so that it is left soon.
    const share = end === moved ? 0.5 : 1;
    if (end === 'high') [high, above, below] = [middle, value, below * share];
    else [low, below, above] = [middle, value, above * share];
    moved = end;
  }
  return (low + high) / 2;
}
