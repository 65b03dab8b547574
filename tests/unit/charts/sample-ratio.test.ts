import { describe, expect, it } from 'vitest';
import { pearsonSampleRatio } from '@/lib/analysis/pearson-sample-ratio';
import { sampleRatioReading } from '@/lib/charts/sample-ratio';
import type { Health } from '@/lib/model/health';
import { say } from '@/lib/statistics/outcome';
import { saying, storedRefusal } from '@/tests/support/outcomes';
import { resultOf } from './result-fixture';

const reading = (changes: Partial<Health>) =>
  sampleRatioReading({ health: { ...resultOf().health, ...changes } });
const pearson = (p: number) => say({ statistic: 12, degreesOfFreedom: 1, p });
const sequential = (p: number) => say({ logBayesFactor: -Math.log(p), p });

describe('what is said of the split', () => {
  it('goes by the test that decides: Pearson’s p at one look is never red', () => {
    const sound = reading({ sampleRatio: pearson(0.0005), sequentialSampleRatio: sequential(0.2) });
    expect(sound).toMatchObject({ tone: 'good', figure: 'p = 0.200' });
    expect(sound.text).toBe(
      'No alarm: that needs p < 0.001. Whether the units of each variant fit its weight was tested, at any number of analyses.',
    );
    const low = reading({ sampleRatio: pearson(0.3), sequentialSampleRatio: sequential(0.007) });
    expect(low.tone).toBe('notice');
    expect(low.text).toContain('needs p < 0.001; p = 0.007 is worth a look.');
    const broken = reading({
      sampleRatio: pearson(0.3),
      sequentialSampleRatio: sequential(0.0004),
      sampleRatioAlarm: true,
    });
    expect(broken).toMatchObject({
      tone: 'bad',
      text: expect.stringContaining('p < 0.001, at any') as string,
    });
  });

  it('is Pearson’s where an earlier engine went by it', () => {
    const stored = reading({
      sampleRatio: pearson(0.0005),
      sequentialSampleRatio: sequential(0.2),
      sampleRatioAlarm: true,
    });
    expect(stored).toMatchObject({ tone: 'bad', figure: 'p = 0.0005' });
    expect(stored.text).toContain('at this one look');
    expect(reading({}).text).toContain('at this one look');
  });

  it('is why there is no figure', () => {
    const refused = storedRefusal('too-few-units', 'Nobody came.');
    expect(reading({ sampleRatio: refused })).toEqual({
      tone: 'unknown',
      figure: 'Cannot say',
      text: 'Nobody came.',
    });
  });
});

describe('Pearson’s test of the split', () => {
  it('is refused where fewer than 5 units are expected in a variant, as at the first unit in a small arm', () => {
    const refused = saying(
      'too-few-units',
      'Too few units: each variant must be expected to have at least 5.',
    );
    expect(pearsonSampleRatio({ observed: [0, 1], weights: [0.99, 0.01] })).toEqual(refused);
    expect(pearsonSampleRatio({ observed: [490, 9], weights: [99, 1] })).toEqual(refused);
    expect(pearsonSampleRatio({ observed: [491, 9], weights: [99, 1] }).ok).toBe(true);
    expect(pearsonSampleRatio({ observed: [0, 0], weights: [1, 1] })).toEqual(
      saying('too-few-units', 'No unit has been assigned yet.'),
    );
  });
});
