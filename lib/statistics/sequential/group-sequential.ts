import { normalIsf } from '../distributions/normal';
import { cannotSay, say, type CannotSay, type Outcome } from '../outcome';
import { firstDensity, nextDensity, type Region, type SubDensity } from './group-sequential-density';
import { scoreExceededWith } from './group-sequential-exit';
import { cumulativeSpend, type Spending } from './group-sequential-spending';

export type { Spending } from './group-sequential-spending';

export interface GroupSequentialDesign {
  /** Units at each look over planned units, strictly increasing. Beyond 1 is an over-run. */
  readonly informationFractions: readonly number[];
  /**
   * The clock that the error is spent by, one time a look, strictly increasing; left out: the information. Statistics of one
   * analysis may know more than the slowest of them, whose fractions are the clock of all.
   */
  readonly spendingFractions?: readonly number[] | undefined;
  readonly spending: Spending;
  /** Type I error over all looks together, both sides together when `sides` is 2. */
  readonly alpha: number;
  readonly sides: 1 | 2;
}

/** More looks than anyone takes; a bound on what a hostile caller can make the process compute. */
const MAX_LOOKS = 1000;
/** Beyond this the normal tail is below the smallest float64: nothing can be spent there. */
const UNREACHABLE_Z = 38;
/** A one-sided test never stops below; a path under this (1e-19 of them) has no chance to cross above later. */
const NEGLIGIBLE_LOWER_Z = -9;

/**
 * Critical values of a group-sequential test, one per look, for the standardised statistic Z at that look.
 *
 * Estimand: b_1..b_K such that, under no effect, the chance to have stopped by look k is the spending function at its
 * time (the information fraction, or `spendingFractions`). Unit: standard errors. Two-sided (`sides: 2`): stop when |Z_k| >= b_k, alpha / 2 spent on each
 * side; one-sided: stop when Z_k >= b_k, and no path stops below.
 *
 * Edge cases: a look with no alpha to spend (a very early O'Brien-Fleming look, or any look after an over-run has
 * spent the rest) has the bound Infinity: it cannot stop the experiment. At the first look at or past 1 all that
 * remains is spent, with the correlation of the information actually reached. Fractions that do not increase, an
 * unknown spending function and alpha outside (0, 1) are refused.
 *
 * Source: Lan & DeMets (1983); recursive integration of Armitage, McPherson & Rowe, JRSS A 132 (1969) 235-244, as in
 * Jennison & Turnbull, Group Sequential Methods (2000), chapter 19.
 */
export function groupSequentialBounds(design: GroupSequentialDesign): Outcome<readonly number[]> {
  const looks = groupSequentialLooks(design);
  return looks.ok ? say(looks.value.map((look) => look.bound)) : looks;
}

export interface Look {
  readonly informationFraction: number;
  readonly bound: number;
  /** Paths that go on after the last look that could stop one; null before the first such look and after an over-run. */
  readonly density: SubDensity | null;
}

/** The bounds together with the densities they came from, from which power under any effect follows. */
export function groupSequentialLooks(design: GroupSequentialDesign): Outcome<readonly Look[]> {
  const refusal = refuseDesign(design);
  if (refusal !== null) return refusal;
  const spend = cumulativeSpend(design.spending, design.alpha / design.sides);
  if (spend === null) {
    return cannotSay('invalid-input', 'spending-unknown');
  }
  const looks: Look[] = [];
  let spent = 0;
  let density: SubDensity | null = null;
  for (const [index, fraction] of design.informationFractions.entries()) {
    const time = design.spendingFractions?.[index] ?? fraction;
    const cumulative = spend(time);
    const bound = boundAt(density, fraction, cumulative - spent);
    const next = design.informationFractions[index + 1] ?? fraction;
    // A look that cannot stop anything cuts no path: the next one goes on from the density before it.
    if (bound < Infinity)
      density = densityAfter(density, fraction, continuation(bound, fraction, design.sides), next);
    looks.push({ informationFraction: fraction, bound, density });
    spent = Math.max(spent, cumulative);
    if (time >= 1) break;
  }
  return say(withSpentLooks(looks, design.informationFractions));
}

/** Nobody plans a thousandth of what comes; the integration is not made for more. */
const LARGEST_FRACTION = 1_000;

function refuseDesign(design: GroupSequentialDesign): CannotSay | null {
  const { informationFractions, spendingFractions = informationFractions, alpha, sides } = design;
  if (!(alpha > 0 && alpha < 1)) return cannotSay('invalid-input', 'alpha-out-of-range');
  if (![1, 2].includes(sides)) return cannotSay('invalid-input', 'sides-not-one-or-two');
  if (informationFractions.length === 0 || informationFractions.length > MAX_LOOKS) {
    return cannotSay('invalid-input', 'looks-out-of-range', { most: MAX_LOOKS });
  }
  if (spendingFractions.length !== informationFractions.length) {
    return cannotSay('invalid-input', 'spending-times-differ');
  }
  if (isIncreasing(informationFractions) && isIncreasing(spendingFractions)) return null;
  return cannotSay('invalid-input', 'information-fractions-out-of-order', { largest: LARGEST_FRACTION });
}

function isIncreasing(fractions: readonly number[]): boolean {
  return fractions.every(
    (fraction, index) => fraction > (fractions[index - 1] ?? 0) && fraction <= LARGEST_FRACTION,
  );
}

/** The bound on Z that spends `probability` on one side; Infinity where there is nothing to spend. */
function boundAt(density: SubDensity | null, fraction: number, probability: number): number {
  const marginal = normalIsf(Math.max(probability, 0));
  if (!(marginal < UNREACHABLE_Z)) return Infinity;
  if (density === null) return marginal;
  // Fewer paths are left than at the first look, so the root lies at or below the marginal critical value.
  const deviation = Math.sqrt(fraction);
  return scoreExceededWith(density, fraction, probability, marginal * deviation) / deviation;
}

function continuation(bound: number, fraction: number, sides: 1 | 2): Region {
  const deviation = Math.sqrt(fraction);
  const upper = bound * deviation;
  return { upper, lower: sides === 2 ? -upper : NEGLIGIBLE_LOWER_Z * deviation };
}

function densityAfter(
  density: SubDensity | null,
  fraction: number,
  region: Region,
  next: number,
): SubDensity {
  return density === null
    ? firstDensity(fraction, region, next)
    : nextDensity(density, fraction, region, next);
}

/** Looks after the one that spent all: they can be shown, and stop nothing. */
function withSpentLooks(looks: readonly Look[], fractions: readonly number[]): readonly Look[] {
  const spent = fractions
    .slice(looks.length)
    .map((informationFraction) => ({ informationFraction, bound: Infinity, density: null }));
  return [...looks, ...spent];
}
