import { adjustPValues } from '../statistics/multiplicity/adjust';
import type { CannotSay } from '../statistics/outcome';
import { pearsonSampleRatio } from './pearson-sample-ratio';
import { sequentialSampleRatioTest, type SampleRatioInput } from '../statistics/quality/sample-ratio';
import type { SegmentRatio } from '../model/health';
import type { VariantUnits } from '../model/analysis-result';
import type { SegmentUnits } from './evidence';

/** Units that the sequential test's prior weighs: few, because what breaks in one segment alone is gross, and segments are small. */
const segmentConcentration = 100;

/**
 * The split within each segment: a fault that concerns some browsers alone hardly moves the whole. p is corrected by Holm's
 * procedure for the number of segments that can say, over all attributes. Beside it stands what holds at any number of analyses:
 * the sequential test's p times the number of segments (docs/statistics/sample-ratio.md).
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
    const split = splitOf(units, variants);
    const sequential =
      refusal ?? sequentialSampleRatioTest({ ...split, concentration: segmentConcentration });
    return { attribute, value, units, sampleRatio: refusal ?? pearsonSampleRatio(split), sequential };
  });
  const sequentials = tested.filter(({ sequential }) => sequential.ok).length;
  const pValues = tested.flatMap(({ sampleRatio }) => (sampleRatio.ok ? [sampleRatio.value.p] : []));
  const adjusted = adjustPValues({ pValues, procedure: 'holm' });
  const next = adjusted.ok ? adjusted.value.values() : [].values();
  return tested.map(({ sequential, ...segment }) => ({
    ...segment,
    adjustedP: segment.sampleRatio.ok ? (next.next().value ?? null) : null,
    sequentialAdjustedP: sequential.ok ? Math.min(1, sequentials * sequential.value.p) : null,
  }));
}

/** A variant of weight 0 takes no units, so it has no place in the test. */
function splitOf(units: readonly number[], variants: readonly VariantUnits[]): SampleRatioInput {
  const taking = variants.flatMap(({ expectedShare }, position) =>
    expectedShare > 0 ? [{ observed: units[position] ?? 0, weight: expectedShare }] : [],
  );
  return {
    observed: taking.map(({ observed }) => observed),
    weights: taking.map(({ weight }) => weight),
  };
}
