import { deviance } from './deviance';
import { stirlingError } from './stirling';

const HALF_LOG_TWO_PI = 0.918938533204672742;
/** Of the sum so far: what is smaller adds no digit. */
const NEGLIGIBLE = 1e-18;

/** Units and events of two groups. */
export interface TwoByTwo {
  readonly events0: number;
  readonly n0: number;
  readonly events1: number;
  readonly n1: number;
}

/**
 * ln P(k of n) at success probability p, q = 1 - p, both above 0, with `excess` k - n p: the saddle-point form of Loader (2000), which keeps
 * its digits at any n.
 */
function logBinomial(k: number, n: number, p: number, q: number, excess: number): number {
  const rest = n - k;
  if (k === 0) return n * Math.log1p(-p);
  if (rest === 0) return n * Math.log(p);
  const error = stirlingError(n) - stirlingError(k) - stirlingError(rest);
  const spread = 0.5 * (Math.log(n) - Math.log(k) - Math.log(rest)) - HALF_LOG_TWO_PI;
  return error + spread - deviance(k, n * p, excess) - deviance(rest, n * q, -excess);
}

/** ln P(these events in each group), given the events of both: no Gamma function of the units, whose digits would cancel. */
function logProbability({ events0, n0, events1, n1 }: TwoByTwo): number {
  const [events, n] = [events0 + events1, n0 + n1];
  const [p, q] = [events / n, (n - events) / n];
  const excess = (events1 * n0 - events0 * n1) / n;
  return (
    logBinomial(events1, n1, p, q, excess) +
    logBinomial(events0, n0, p, q, -excess) -
    logBinomial(events, n, p, q, 0)
  );
}

/** Sum of P(k) / P(events1) over k above events1: ratios of neighbours, which fall where events1 is above the mode. */
function tailAbove({ events0, n0, events1, n1 }: TwoByTwo): number {
  let [mine, theirs] = [events1, events0];
  let [term, sum] = [1, 0];
  while (theirs > 0 && mine < n1 && term > NEGLIGIBLE * sum) {
    term *= ((n1 - mine) * theirs) / ((mine + 1) * (n0 - theirs + 1));
    sum += term;
    mine += 1;
    theirs -= 1;
  }
  return sum;
}

const swapped = ({ events0, n0, events1, n1 }: TwoByTwo): TwoByTwo => ({
  events0: events1,
  n0: n1,
  events1: events0,
  n1: n0,
});

/**
 * P(K > events1) + P(K = events1) / 2 for K hypergeometric: how many of all events fall on the second group, where all units are alike.
 * Terms are summed outwards from the observed one on the side where they fall, some ten standard deviations of them; the other
 * side is one less that. Lancaster (1961), "Significance tests in discrete distributions", J. Am. Stat. Assoc. 56.
 */
export function hypergeometricMidP(table: TwoByTwo): number {
  const { events0, n0, events1, n1 } = table;
  const [events, n] = [events0 + events1, n0 + n1];
  if (events === 0 || events === n) return 0.5;
  // Where most units have an event, those without one are counted, in the other group: small figures keep their digits.
  if (2 * events > n)
    return hypergeometricMidP({ events0: n1 - events1, n0: n1, events1: n0 - events0, n1: n0 });
  const at = Math.exp(logProbability(table));
  // Compared as products, so that equal shares are told apart from neither side.
  const isAbove = events1 * n0 >= events0 * n1;
  return isAbove ? at * (tailAbove(table) + 0.5) : 1 - at * (tailAbove(swapped(table)) + 0.5);
}
