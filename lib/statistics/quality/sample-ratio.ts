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
  /** Weight of the prior at the planned ratios, in units; 10,000 where nothing else is planned. */
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
    return cannotSay(
      'invalid-input',
      'At least two variants are needed, each with one count and one weight.',
    );
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
  if (units === 0) return cannotSay('too-few-units', 'No unit has been assigned yet.');
  const statistic = sumOf(
    cells(input).map(
      ({ count, share }) => (count - units * share) * ((count - units * share) / (units * share)),
    ),
  );
  if (!Number.isFinite(statistic))
    return cannotSay('not-computable', 'A weight is too small beside the others for float64.');
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
    return cannotSay('invalid-input', 'previousP must lie between 0 and 1.');
  const logBayesFactor = dirichletLogBayesFactor(cells(input), concentration);
  if (!Number.isFinite(logBayesFactor))
    return cannotSay('not-computable', 'The counts or weights exceed the range of float64.');
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
