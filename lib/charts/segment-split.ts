import type { AnalysisResult } from '../model/analysis-result';
import type { SegmentRatio } from '../model/health';
import type { RunDecision } from '../model/decision';
import { HEALTH_ALARM_LEVEL } from '../statistics/quality/alarm-level';
import { cannotSaySentence } from '../sentences/cannot-say';
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
  const alarming = segmentRatios.filter(({ sequentialAdjustedP: p }) => (p ?? 1) < HEALTH_ALARM_LEVEL);
  const smallestSequential = formatPStatement(
    Math.min(...segmentRatios.map(({ sequentialAdjustedP: p }) => p ?? 1)),
  );
  const figure = worst === undefined ? 'Cannot say' : formatPStatement(worst.p);
  if (counted.length > 0) {
    const text = `Not the configured split, at any number of analyses: ${counted.map(wordsOf).join(', ')}.`;
    return { tone: 'bad', figure: smallestSequential, text };
  }
  if (alarming.length > 0) {
    const attributes = [...new Set(alarming.map(({ attribute }) => attribute))];
    return {
      tone: 'notice',
      figure: smallestSequential,
      text: `Not the configured split by ${attributes.join(', ')}: waived.`,
    };
  }
  if (worst === undefined) {
    const refusals = segmentRatios.flatMap(({ sampleRatio }) =>
      sampleRatio.ok || sampleRatio.reason === 'too-few-units' ? [] : [sampleRatio],
    );
    const [refusal] = refusals;
    const text = refusal === undefined ? 'Too few units in every segment.' : cannotSaySentence(refusal);
    return { tone: 'unknown', figure, text };
  }
  const where = `${wordsOf(worst.segment)}; p corrected for their number`;
  return segmentRatioAlarm
    ? {
        tone: 'notice',
        figure,
        text: `Far from the configured split in this one analysis: ${where}. It makes the result invalid when it holds at any number of analyses.`,
      }
    : {
        tone: 'good',
        figure,
        text: `Not shown to be off in any of the ${formatCount(tested.length)} segments tested. The least even is ${where}.`,
      };
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
