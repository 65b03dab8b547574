import { deviance } from '../../statistics/distributions/deviance';
import { FEWEST_EVENTS } from '../../statistics/effects/few-events';

/** What is true of a share that is contrasted, in the good direction: treatment less `multiple` times control. */
export interface ShareTruth {
  readonly control: number;
  readonly treatment: number;
  readonly multiple: number;
  readonly good: 1 | -1;
}

/** A share's contrast at one look. */
export interface ShareAtLook extends ShareTruth {
  readonly controlUnits: number;
  readonly treatmentUnits: number;
  /** Where an arm has few events the mid-p decides; always-valid tests need a variance. */
  readonly hasExactTest: boolean;
  /** Skewness of the difference, in size, beyond which a test to the good or the bad side is refused. */
  readonly mostSkewness: { readonly good: number; readonly bad: number };
}

/**
 * The statistic of a share in one experiment, by the test that decides: with few events the signed root of the deviance, whose normal
 * tail is that of the mid-p; else Welch's, with the variances that the shares of this very experiment have, refused where they are too
 * skewed. A share's variance goes with it, and its test of few events takes that of no difference: in a small arm beside a large one both
 * move the power by several points. Formula and sources: docs/statistics/planning.md.
 */
export class PlannedShare {
  /** What the critical value of the good side is compared with; -Infinity where that test is refused. */
  good = 0;
  /** The same of the bad side; Infinity where that test is refused. */
  bad = 0;

  constructor(private readonly at: ShareAtLook) {}

  /** Reads an experiment whose arms lie so many standard errors from the truth. */
  read(controlScore: number, treatmentScore: number): void {
    const { control, treatment, controlUnits, treatmentUnits, multiple, good, hasExactTest } = this.at;
    const k0 = eventsOf(control, controlUnits, controlScore);
    const k1 = eventsOf(treatment, treatmentUnits, treatmentScore);
    if (hasExactTest && (areFew(k0, controlUnits) || areFew(k1, treatmentUnits))) {
      this.good = good * signedRoot(k0, controlUnits, k1, treatmentUnits, multiple);
      this.bad = this.good;
    } else this.readVariances(k0 / controlUnits, k1 / treatmentUnits);
  }

  private readVariances(s0: number, s1: number): void {
    const { controlUnits, treatmentUnits, multiple, good, mostSkewness } = this.at;
    const v0 = (s0 * (1 - s0)) / (controlUnits - 1);
    const v1 = (s1 * (1 - s1)) / (treatmentUnits - 1);
    this.good = -Infinity;
    this.bad = Infinity;
    // Of an arm that does not vary nothing is said.
    if (!(v0 > 0 && v1 > 0)) return;
    const statistic = (good * (s1 - multiple * s0)) / Math.sqrt(v1 + multiple * multiple * v0);
    const thirds = (v1 * (1 - 2 * s1)) / treatmentUnits - (v0 * (1 - 2 * s0)) / controlUnits;
    const skewness = (good * thirds) / (v0 + v1) ** 1.5;
    if (skewness >= -mostSkewness.good) this.good = statistic;
    if (skewness <= mostSkewness.bad) this.bad = statistic;
  }
}

const areFew = (events: number, n: number): boolean => Math.min(events, n - events) < FEWEST_EVENTS;

/** The binomial figure that lies where the normal score does, to first order in its skewness (Cornish & Fisher 1938). */
function eventsOf(share: number, n: number, score: number): number {
  const skewed = ((1 - 2 * share) * (score * score - 1)) / 6;
  const events = n * share + score * Math.sqrt(n * share * (1 - share)) + skewed;
  return Math.min(n, Math.max(0, events));
}

/**
 * Signed root of the deviance of two binomials against p1 = c p0, above 0 where p1 lies above, less its mean there: a sixth of the skewness
 * of p1 - c p0 (McCullagh & Nelder 1989, appendix C). p0 is the root of c (n0 + n1) p^2 - (n0 + k1 + c (n1 + k0)) p + k0 + k1
 * (Miettinen & Nurminen 1985, Statistics in Medicine 4).
 */
function signedRoot(k0: number, n0: number, k1: number, n1: number, c: number): number {
  const events = k0 + k1;
  const linear = n0 + k1 + c * (n1 + k0);
  const root = Math.sqrt(Math.max(0, linear * linear - 4 * c * (n0 + n1) * events));
  const share = (2 * events) / (linear + root);
  const half = armDeviance(k0, n0, n0 * share) + armDeviance(k1, n1, n1 * c * share);
  const v0 = (c * c * share * (1 - share)) / n0;
  const v1 = (c * share * (1 - c * share)) / n1;
  if (!(v0 + v1 > 0)) return 0;
  const thirds = (v1 * (1 - 2 * c * share)) / n1 - (c * v0 * (1 - 2 * share)) / n0;
  const mean = -thirds / (6 * (v0 + v1) ** 1.5);
  return Math.sign(k1 / n1 - (c * k0) / n0) * Math.sqrt(2 * Math.max(0, half)) - mean;
}

const armDeviance = (k: number, n: number, expected: number): number =>
  cellDeviance(k, expected) + cellDeviance(n - k, n - expected);

function cellDeviance(observed: number, expected: number): number {
  return observed > 0
    ? deviance(observed, Math.max(expected, Number.MIN_VALUE), observed - expected)
    : expected;
}
