import { describe, expect, it } from 'vitest';
import { lateEvidence } from '@/lib/charts/late-evidence';

const delays = {
  events: [
    { name: 'buy', events: 0, late: 0 },
    { name: 'view', events: 1_000, late: 100 },
  ],
  exposures: 1_000,
  lateExposures: 100,
};

describe('how late evidence came', () => {
  it('is one statement, and which events stay away another', () => {
    expect(lateEvidence({ delays }, { isRecorded: false })).toEqual([
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
    expect(lateEvidence({ delays }, { isRecorded: true }).map(({ title }) => title)).toEqual([
      'Events that stay away',
    ]);
    expect(lateEvidence({ delays: null }, { isRecorded: false })).toEqual([]);
  });
});
