import { chiSquaredSf } from '../distributions/chi-squared';
import { deviance } from '../distributions/deviance';
import { stirlingError } from '../distributions/stirling';
import { firstRefusal, requireCount, requirePositive, type Check } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export interface SampleRatioInput {
  /** Units seen per variant. */
  readonly observed: readonly number[];
  /** Planned weights in the same order; only their ratios matter. */
  readonly weights: readonly number[];
}

export interface SampleRatioTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

export interface SequentialSampleRatioInput extends SampleRatioInput {
  /** Weight of the prior at the planned ratios, in units, such as `ratioConcentration` gives; left out: 10,000. */
  readonly concentration?: number;
  /** The p of the look before, so that the reported p is the running minimum over looks. */
  readonly previousP?: number;
}

export interface SequentialSampleRatioTest {
  readonly logBayesFactor: number;
  readonly p: number;
}

interface Cell {
  readonly count: number;
  readonly share: number;
}

function check(input: SampleRatioInput): Check {
  const { observed, weights } = input;
  if (observed.length < 2 || observed.length !== weights.length)
    return cannotSay('invalid-input', 'counts-and-weights-differ');
  return firstRefusal(
    ...observed.map((count, i) => requireCount(`observed[${i}]`, count)),
    ...weights.map((weight, i) => requirePositive(`weights[${i}]`, weight)),
    requirePositive('sum of the weights', sumOf(weights)),
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function cells(input: SampleRatioInput): readonly Cell[] {
  const total = sumOf(input.weights);
  return input.observed.map((count, i) => ({ count, share: (input.weights[i] ?? 0) / total }));
}

/**
 * Pearson's chi-squared test that units arrive in the planned ratio; the statistic has no unit, p is for any departure.
 * Fixed sample: read it once, or use the sequential test. No unit at all is refused.
 * Source: Pearson (1900); Fabijan et al. (2019), "Diagnosing sample ratio mismatch in online controlled experiments", KDD.
 */
export function sampleRatioTest(input: SampleRatioInput): Outcome<SampleRatioTest> {
  const refusal = check(input);
  if (refusal !== undefined) return refusal;
  const units = sumOf(input.observed);
  if (units === 0) return cannotSay('too-few-units', 'no-unit-assigned');
  const statistic = sumOf(
    cells(input).map(
      ({ count, share }) => (count - units * share) * ((count - units * share) / (units * share)),
    ),
  );
  if (!Number.isFinite(statistic)) return cannotSay('not-computable', 'weight-too-small');
  const degreesOfFreedom = input.observed.length - 1;
  return say({ statistic, degreesOfFreedom, p: chiSquaredSf(statistic, degreesOfFreedom) });
}

/**
 * Sequential multinomial test of the planned ratio, valid however often it is looked at: Bayes factor of a Dirichlet prior
 * around the planned shares against exactly these shares; p = min(1, 1 / BF, previous p). With a = concentration * share,
 * ln BF = lnG(sum a) - lnG(sum a + n) + sum(lnG(a + n) - lnG(a)) - sum(n ln share); written with deviances and Stirling
 * errors, in which the large terms cancel on paper. No unit yet gives BF = 1 and p = 1, which is the right answer.
 * Source: Lindon and Malek (2022), "Anytime-valid inference for multinomial count data", NeurIPS 35, eq. 11.
 */
export function sequentialSampleRatioTest(
  input: SequentialSampleRatioInput,
): Outcome<SequentialSampleRatioTest> {
  const concentration = input.concentration ?? 10_000;
  const previousP = input.previousP ?? 1;
  const refusal = firstRefusal(check(input), requirePositive('concentration', concentration));
  if (refusal !== undefined) return refusal;
  if (!(previousP >= 0 && previousP <= 1))
    return cannotSay('invalid-input', 'not-a-probability', { name: 'previousP' });
  const logBayesFactor = dirichletLogBayesFactor(cells(input), concentration);
  if (!Number.isFinite(logBayesFactor)) return cannotSay('not-computable', 'counts-too-large');
  return say({ logBayesFactor, p: Math.min(1, previousP, Math.exp(-logBayesFactor)) });
}

const LEAST_CONCENTRATION = 100;
const LARGEST_CONCENTRATION = 10_000;

/**
 * Weight of the sequential test's prior, in units: a tenth of the planned ones, at least 100 and at most 10,000. The test notices a
 * fault soonest when about so many units are there, and hardly later with many more; a heavy prior is blind before.
 */
export function ratioConcentration(plannedUnits: number | null): number {
  const tenth = plannedUnits === null || Number.isNaN(plannedUnits) ? 0 : plannedUnits / 10;
  return Math.min(LARGEST_CONCENTRATION, Math.max(LEAST_CONCENTRATION, tenth));
}

/**
 * Pearson's test over strata, each of which was split in a ratio of its own: statistics and degrees of freedom are summed. No
 * stratum at all is refused, and so is what {@link sampleRatioTest} refuses in any of them.
 */
export function stratifiedSampleRatioTest(strata: readonly SampleRatioInput[]): Outcome<SampleRatioTest> {
  let statistic = 0;
  let degreesOfFreedom = 0;
  for (const stratum of strata) {
    const test = sampleRatioTest(stratum);
    if (!test.ok) return test;
    statistic += test.value.statistic;
    degreesOfFreedom += test.value.degreesOfFreedom;
  }
  if (degreesOfFreedom === 0) return cannotSay('too-few-units', 'no-unit-assigned');
  return say({ statistic, degreesOfFreedom, p: chiSquaredSf(statistic, degreesOfFreedom) });
}

/**
 * The sequential test over strata, one after the other in time: the product of their Bayes factors, which is as valid at any
 * number of looks as each of them. Refuses what {@link sequentialSampleRatioTest} refuses.
 */
export function stratifiedSequentialSampleRatioTest({
  strata,
  concentration,
  previousP = 1,
}: {
  readonly strata: readonly SampleRatioInput[];
  /** Of each stratum's prior. */
  readonly concentration?: number;
  readonly previousP?: number;
}): Outcome<SequentialSampleRatioTest> {
  if (!(previousP >= 0 && previousP <= 1))
    return cannotSay('invalid-input', 'not-a-probability', { name: 'previousP' });
  let logBayesFactor = 0;
  for (const stratum of strata) {
    const test = sequentialSampleRatioTest({
      ...stratum,
      ...(concentration !== undefined && { concentration }),
      previousP,
    });
    if (!test.ok) return test;
    logBayesFactor += test.value.logBayesFactor;
  }
  return say({ logBayesFactor, p: Math.min(1, previousP, Math.exp(-logBayesFactor)) });
}

function dirichletLogBayesFactor(all: readonly Cell[], concentration: number): number {
  const units = sumOf(all.map(({ count }) => count));
  const total = concentration + units;
  let sum = 0.5 * Math.log1p(units / concentration) + stirlingError(concentration) - stirlingError(total);
  for (const { count, share } of all) {
    const prior = concentration * share;
    const posterior = prior + count;
    sum += deviance(posterior, total * share, count - units * share);
    sum += stirlingError(posterior) - stirlingError(prior) - 0.5 * Math.log1p(count / prior);
  }
  return sum;
}
