import type { AnalysisResult, SegmentRatio } from '../analysis/analysis-result';
import type { RunDecision } from '../decision/analyse-run';
import { SAMPLE_RATIO_ALARM } from '../decision/decide';
import { formatCount, formatPStatement } from './format';

/** The split within segments, in words. */
export interface SegmentSplitReading {
  readonly tone: 'good' | 'bad' | 'notice' | 'unknown';
  readonly figure: string;
  readonly text: string;
}

/**
 * What an analysis says of the split within its segments; null where it has none. Bad is what makes it invalid: what is waived, or is
 * far from the configured split at this one look alone, is a notice.
 */
export function segmentSplit(
  { health: { segmentRatios, segmentRatioAlarm } }: Pick<AnalysisResult, 'health'>,
  decision: RunDecision | null,
): SegmentSplitReading | null {
  if (segmentRatios.length === 0) return null;
  const tested = segmentRatios.flatMap((segment) =>
    segment.adjustedP === null ? [] : [{ segment, p: segment.adjustedP }],
  );
  const [worst] = [...tested].sort((a, b) => a.p - b.p);
  const counted = segmentAlarms(decision);
  const alarming = segmentRatios.filter(({ sequentialAdjustedP: p }) => (p ?? 1) < SAMPLE_RATIO_ALARM);
  const figure = worst === undefined ? 'Cannot say' : formatPStatement(worst.p);
  if (counted.length > 0) {
    const text = `Not the configured split, at any number of looks: ${counted.map(wordsOf).join(', ')}.`;
    return { tone: 'bad', figure, text };
  }
  if (alarming.length > 0) {
    const attributes = [...new Set(alarming.map(({ attribute }) => attribute))];
    return { tone: 'notice', figure, text: `Not the configured split by ${attributes.join(', ')}: waived.` };
  }
  if (worst === undefined) return { tone: 'unknown', figure, text: 'Too few units in every segment.' };
  const where = `${wordsOf(worst.segment)}; p corrected for their number`;
  return segmentRatioAlarm
    ? {
        tone: 'notice',
        figure,
        text: `Far from the configured split at this one look: ${where}. It makes the result invalid when it holds at any number of looks.`,
      }
    : { tone: 'good', figure, text: `The least even of ${formatCount(tested.length)}: ${where}.` };
}

/** The segments whose split makes the analysis invalid, one an attribute. */
export function segmentAlarms(
  decision: RunDecision | null,
): readonly Pick<SegmentRatio, 'attribute' | 'value'>[] {
  if (decision?.decision.ok !== true) return [];
  return decision.decision.value.reasons
    .filter(({ code }) => code === 'segment-sample-ratio-mismatch')
    .flatMap(({ segment }) => segment ?? []);
}

function wordsOf({ attribute, value }: Pick<SegmentRatio, 'attribute' | 'value'>): string {
  return value === null ? `${attribute} missing` : `${attribute} = ${value}`;
}
