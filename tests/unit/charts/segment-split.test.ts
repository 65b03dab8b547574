import { describe, expect, it } from 'vitest';
import type { SegmentRatio } from '@/lib/model/health';
import { segmentSplit } from '@/lib/charts/segment-split';
import type { RunDecision } from '@/lib/model/decision';
import { reason } from '@/lib/model/reason';
import { reasonSentence } from '@/lib/charts/reason-sentence';
import { say } from '@/lib/statistics/outcome';
import { resultOf } from './result-fixture';
import { storedRefusal } from '@/tests/support/outcomes';

const broken = reason(
  'segment-sample-ratio-mismatch',
  { segment: { attribute: 'browser', value: 'one' } },
  { p: 1e-20, level: 0.001 },
);

function decisionFor(reasons: readonly (typeof broken)[]): RunDecision {
  return {
    look: { taken: false, why: 'unhealthy', informationFraction: null, nextFraction: null },
    mixingVariances: {},
    decision: say({
      outcome: reasons.length > 0 ? 'invalid' : 'keep-running',
      variant: null,
      reasons,
      powered: false,
      verdicts: [],
      answers: [],
    }),
  };
}

function reading(
  adjustedP: number | null,
  sequentialAdjustedP: number,
  reasons: readonly (typeof broken)[] = [],
) {
  const segment: SegmentRatio = {
    attribute: 'browser',
    value: 'one',
    units: [50, 130],
    sampleRatio: storedRefusal('too-few-units', 'Not of interest here.'),
    adjustedP,
    sequentialAdjustedP,
  };
  const { health } = resultOf();
  const segmentRatioAlarm = adjustedP !== null && adjustedP < 0.001;
  return segmentSplit(
    { health: { ...health, segmentRatios: [segment], segmentRatioAlarm } },
    decisionFor(reasons),
  );
}

describe('the split within segments', () => {
  it('is bad exactly where it makes the result invalid', () => {
    expect(reading(1e-22, 1e-20, [broken])).toMatchObject({
      tone: 'bad',
      text: 'Not the configured split, at any number of analyses: browser = one.',
    });
    expect(reading(1e-22, 1e-20)).toMatchObject({
      tone: 'notice',
      text: 'Not the configured split by browser: waived.',
    });
    expect(reading(1e-4, 0.02)?.tone).toBe('notice');
    expect(reading(0.4, 1)?.tone).toBe('good');
    expect(reading(null, 1)?.tone).toBe('unknown');
  });

  it('is not there where no segment was looked at', () => {
    expect(segmentSplit(resultOf(), decisionFor([]))).toBeNull();
  });

  it('names the segment in the reason, also that of units without the attribute', () => {
    expect(reasonSentence(broken)).toMatch(
      /^Where browser = one, the variants’ sizes do not fit .* waives it/u,
    );
    const missing = { ...broken, segment: { attribute: 'browser', value: null } };
    expect(reasonSentence(missing)).toMatch(/^Where browser is missing, /u);
  });
});
