import type { PeriodRatio } from '../model/health';
import { cannotSay, type Outcome } from '../statistics/outcome';
import {
  stratifiedSampleRatioTest,
  stratifiedSequentialSampleRatioTest,
  type SampleRatioInput,
  type SampleRatioTest,
  type SequentialSampleRatioTest,
} from '../statistics/quality/sample-ratio';
import type { WeightPeriodUnits } from './evidence';
import { pearsonSampleRatio } from './pearson-sample-ratio';

interface PeriodTests {
  readonly periodRatios: readonly PeriodRatio[];
  readonly sampleRatio: Outcome<SampleRatioTest>;
  readonly sequentialSampleRatio: Outcome<SequentialSampleRatioTest>;
}

/**
 * The split of a run whose weights changed: each period is tested against its own weights by the units that were first exposed in
 * it, and the statistics are summed over the periods that can say (docs/statistics/sample-ratio.md).
 */
export function periodTests(
  periods: readonly WeightPeriodUnits[],
  { concentration, previousP }: { readonly concentration: number; readonly previousP: number },
): PeriodTests {
  const tested = periods.map((period) => ({ period, split: splitOf(period), test: testOf(period) }));
  const strata = tested.flatMap(({ split, test }) => (test.ok ? [split] : []));
  return {
    periodRatios: tested.map(({ period: { from, until, shares, units }, test }) => ({
      from: from.toISOString(),
      until: until?.toISOString() ?? null,
      expectedShares: shares,
      units,
      sampleRatio: test,
    })),
    sampleRatio:
      strata.length === 0
        ? cannotSay('too-few-units', 'no-period-large-enough')
        : stratifiedSampleRatioTest(strata),
    sequentialSampleRatio: stratifiedSequentialSampleRatioTest({
      strata: tested.flatMap(({ period, split }) =>
        period.isComparable && split.observed.length > 1 ? [split] : [],
      ),
      concentration,
      previousP,
    }),
  };
}

/** The share of all units that the weights promise each variant, over periods, in position order. */
export function sharesOver(periods: readonly WeightPeriodUnits[]): readonly number[] {
  const sizes = periods.map(({ units }) => units.reduce((sum, count) => sum + count, 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const [first] = periods;
  return (first?.shares ?? []).map((share, position) =>
    total === 0
      ? share
      : periods.reduce(
          (sum, { shares }, index) => sum + ((shares[position] ?? 0) * (sizes[index] ?? 0)) / total,
          0,
        ),
  );
}

function testOf(period: WeightPeriodUnits): Outcome<SampleRatioTest> {
  const split = splitOf(period);
  if (split.observed.length < 2) return cannotSay('split-changed', 'one-variant-in-period');
  if (period.isComparable) return pearsonSampleRatio(split);
  return cannotSay('split-changed', 'earlier-units-differ');
}

/** A variant that takes no units has no place in the test. */
function splitOf({ shares, units }: WeightPeriodUnits): SampleRatioInput {
  const taking = shares.flatMap((weight, position) =>
    weight > 0 ? [{ weight, observed: units[position] ?? 0 }] : [],
  );
  return { observed: taking.map(({ observed }) => observed), weights: taking.map(({ weight }) => weight) };
}
