import { describe, expect, it } from 'vitest';
import { cutByTheEnd, lateEvidence, type EvidenceOf } from '@/lib/charts/late-evidence';
import { parseMetricMeaning } from '@/lib/model/metrics/kinds';

const delays = {
  events: [
    { name: 'buy', events: 0, late: 0 },
    { name: 'view', events: 1_000, late: 100 },
  ],
  exposures: 1_000,
  lateExposures: 100,
};

const metricOf = (name: string, lengthHours: number | null) => ({
  ...{ key: name.toLowerCase(), name, direction: 'higher-is-better' as const, unit: '', version: 1 },
  ...{ role: 'success' as const, relativeMargin: null, minimumEffectRelative: null },
  ...parseMetricMeaning({
    kind: 'proportion',
    definition: {
      version: 2,
      event: 'buy',
      window: { startHours: 0, lengthHours, mustBeComplete: false },
    },
  }),
});

const run = (changes: Partial<EvidenceOf> = {}): EvidenceOf => ({
  ...{
    startedAt: new Date('2026-11-01T00:00:00Z'),
    isRecorded: false,
    endedAt: null,
    horizon: new Date('2026-11-20T00:00:00Z'),
  },
  ...{ metrics: [metricOf('Purchase', 72)], ...changes },
});
const titles = (changes: Partial<EvidenceOf>) =>
  lateEvidence({ delays }, run(changes)).map(({ title }) => title);

describe('how late evidence came', () => {
  it('is one statement, and which events stay away another', () => {
    expect(lateEvidence({ delays }, run())).toEqual([
      {
        tone: 'notice',
        title: 'Evidence more than a day late',
        figure: '10\u202f%',
        text: '100 of 1,000 events and 100 of 1,000 exposures.',
      },
      {
        tone: 'notice',
        title: 'Events that stay away',
        figure: '1',
        text: 'No buy event occurred in the three days that ended a day before this analysis.',
      },
    ]);
  });

  it('says nothing of what was entered afterwards', () => {
    expect(titles({ isRecorded: true })).toEqual(['Events that stay away']);
    expect(lateEvidence({ delays: null }, run())).toEqual([]);
  });

  it('says nothing of silence before the run began or after it ended, nor of less than a day of it', () => {
    const silent = 'Events that stay away';
    const from = (startedAt: string, endedAt: string | null = null) =>
      titles({ startedAt: new Date(startedAt), endedAt: endedAt === null ? null : new Date(endedAt) });
    expect(from('2026-11-19T23:55:00Z')).not.toContain(silent);
    expect(from('2026-11-18T00:01:00Z')).not.toContain(silent);
    expect(from('2026-11-18T00:00:00Z')).toContain(silent);
    expect(from('2026-11-01T00:00:00Z', '2026-11-12T00:00:00Z')).not.toContain(silent);
    expect(from('2026-11-01T00:00:00Z', '2026-11-17T00:00:00Z')).toContain(silent);
    const [, part] = lateEvidence({ delays }, run({ startedAt: new Date('2026-11-17T00:00:00Z') }));
    expect(part?.text).toContain('in what the run has of the three days');
  });
});

describe('what the end of a run cuts off', () => {
  const metrics = [metricOf('Purchase', 72), metricOf('Return', null)];
  const endedAt = new Date('2026-11-12T00:00:00Z');

  it('is what units do later, of the metrics whose window has no end', () => {
    expect(cutByTheEnd(run({ metrics, endedAt }))).toEqual({
      tone: 'open',
      title: 'Windows that the end of the run closed',
      figure: '1',
      text: 'Return has no window of a fixed length: what units did after the run had ended is not counted.',
    });
  });

  it('is nothing while the run goes on, in an analysis of before its end, and where every window has an end', () => {
    expect(cutByTheEnd(run({ metrics }))).toBeNull();
    expect(cutByTheEnd(run({ metrics, endedAt: new Date('2026-11-21T00:00:00Z') }))).toBeNull();
    expect(cutByTheEnd(run({ endedAt }))).toBeNull();
  });
});
