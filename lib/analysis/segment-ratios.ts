import { adjustPValues } from '../statistics/multiplicity/adjust';
import { cannotSay, type CannotSay, type Outcome } from '../statistics/outcome';
import { sampleRatioTest, type SampleRatioTest } from '../statistics/quality/sample-ratio';
import type { SegmentRatio, VariantUnits } from './analysis-result';
import type { SegmentUnits } from './evidence';

/** Below this many expected units in a variant the chi-squared distribution is no longer that of the statistic. */
const fewestExpected = 5;

/**
 * The split within each segment: a fault that concerns some browsers alone hardly moves the whole. p is corrected by Holm's
 * procedure for the number of segments that can say, over all attributes.
 */
export function segmentRatios(
  counts: readonly SegmentUnits[],
  variants: readonly VariantUnits[],
  refusal: CannotSay | null,
): readonly SegmentRatio[] {
  const segments = new Map(
    counts.map(({ attribute, value }) => [JSON.stringify([attribute, value]), { attribute, value }]),
  );
  const tested = [...segments.values()].map(({ attribute, value }) => {
    const units = variants.map((_, position) =>
      counts
        .filter((row) => row.attribute === attribute && row.value === value && row.variant === position)
        .reduce((sum, row) => sum + row.units, 0),
    );
    return { attribute, value, units, sampleRatio: refusal ?? ratioOf(units, variants) };
  });
  const pValues = tested.flatMap(({ sampleRatio }) => (sampleRatio.ok ? [sampleRatio.value.p] : []));
  const adjusted = adjustPValues({ pValues, procedure: 'holm' });
  const next = adjusted.ok ? adjusted.value.values() : [].values();
  return tested.map((segment) => ({
    ...segment,
    adjustedP: segment.sampleRatio.ok ? (next.next().value ?? null) : null,
  }));
}

function ratioOf(units: readonly number[], variants: readonly VariantUnits[]): Outcome<SampleRatioTest> {
  const taking = variants.flatMap(({ expectedShare }, position) =>
    expectedShare > 0 ? [{ observed: units[position] ?? 0, weight: expectedShare }] : [],
  );
  const total = taking.reduce((sum, { observed }) => sum + observed, 0);
  const smallest = Math.min(...taking.map(({ weight }) => weight * total));
  if (smallest < fewestExpected) {
    return cannotSay(
      'too-few-units',
      `Too few units: at least ${String(fewestExpected)} are to be expected in each variant.`,
    );
  }
  return sampleRatioTest({
    observed: taking.map(({ observed }) => observed),
    weights: taking.map(({ weight }) => weight),
  });
}
