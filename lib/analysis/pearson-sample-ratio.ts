import { cannotSay, type Outcome } from '../statistics/outcome';
import {
  sampleRatioTest,
  type SampleRatioInput,
  type SampleRatioTest,
} from '../statistics/quality/sample-ratio';

/** Below this many expected units in a variant the chi-squared distribution is no longer that of the statistic. */
const FEWEST_EXPECTED = 5;

/** Pearson's test, where enough units are expected in each variant for its p to be one. It holds at one look. */
export function pearsonSampleRatio(split: SampleRatioInput): Outcome<SampleRatioTest> {
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const unitsPerWeight = sumOf(split.observed) / sumOf(split.weights);
  const smallest = Math.min(...split.weights.map((weight) => weight * unitsPerWeight));
  if (smallest > 0 && smallest < FEWEST_EXPECTED) {
    return cannotSay('too-few-units', 'segment-too-small', { least: FEWEST_EXPECTED });
  }
  return sampleRatioTest(split);
}
