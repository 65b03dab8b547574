import { expect, test } from 'vitest';
import { preExposureBias } from '@/lib/charts/pre-exposure-bias';
import { segmentSplit } from '@/lib/charts/segment-split';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import { cannotSay } from '@/lib/statistics/outcome';
import { resultOf } from './result-fixture';

const changed = cannotSay('split-changed', 'weights-changed-not-by-period', {
  changedAt: '2026-03-01T09:00:00.000Z',
});
const { health, metrics } = resultOf();

test('a refused comparison before exposure says its own reason', () => {
  const biases = [{ metric: 'orders', variant: 'treatment', bias: changed }];
  const reading = preExposureBias({ metrics, health: { ...health, preExposureBias: biases } });
  expect(reading).toEqual({ tone: 'unknown', figure: 'Cannot say', text: cannotSaySentence(changed) });
});

test('refused sample ratios of segments say their own reason', () => {
  const ratio = { attribute: 'browser', value: 'one', units: [5, 5], adjustedP: null };
  const segmentRatios = [{ ...ratio, sampleRatio: changed, sequentialAdjustedP: null }];
  const reading = segmentSplit({ health: { ...health, segmentRatios, segmentRatioAlarm: false } }, null);
  expect(reading).toEqual({ tone: 'unknown', figure: 'Cannot say', text: cannotSaySentence(changed) });
});
