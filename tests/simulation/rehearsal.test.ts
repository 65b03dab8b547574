import { beforeAll, describe, expect, it } from 'vitest';
import type { RehearsalOutcome } from '../../lib/rehearsal/rehearse';
import { meanEffect } from '../../lib/statistics/effects/mean';
import { cloneDatabase } from '../support/database';
import { isShortForm } from '../support/form';
import { rehearsalServer, rehearseMany, saltRunsByKey } from '../support/rehearsals';
import { refusal } from '../support/outcomes';
import { binomialBand, expectWithin } from '../support/simulation';

// Truths that are planted go in by the API, over HTTP, and are looked for in what the API answers: every part of the platform
// stands between the two. Two servers side by side, each with a clock of its own.
const experiments = isShortForm ? 12 : 500;
const [some, fewer] = isShortForm ? [12, 12] : [250, 125];
const database = await cloneDatabase();
await saltRunsByKey(database);
const servers = [await rehearsalServer(database), await rehearsalServer(database)];
const halves = (effects: Readonly<Record<string, number>>) => [
  { key: 'control', weight: 0.5 },
  { key: 'treatment', weight: 0.5, effects },
];
const limitMs = 60 * 60_000;

const lastOf = ({ analyses }: RehearsalOutcome) => {
  const last = analyses.at(-1);
  if (last === undefined) throw new Error('a rehearsal ends with an analysis');
  return last;
};
const outcomeOf = (rehearsal: RehearsalOutcome) => {
  const { decision } = lastOf(rehearsal).decision;
  return decision.ok ? decision.value.outcome : 'cannot-say';
};
const shareOf = (all: readonly RehearsalOutcome[], yes: (one: RehearsalOutcome) => boolean) =>
  all.filter(yes).length / all.length;

describe('planted effects', () => {
  let found: readonly RehearsalOutcome[] = [];
  beforeAll(async () => {
    const scenario = {
      experiment: { key: 'truth' },
      units: 600,
      days: 2,
      variants: halves({ bought: 0.3, spent: 0.2 }),
      metrics: [
        { key: 'bought', kind: 'proportion', rate: 0.3, delayDays: 1 },
        { key: 'spent', kind: 'sum', mean: 10, sd: 8, past: { correlation: 0.7 } },
        { key: 'visits', kind: 'count', mean: 2, sd: 2, past: { correlation: 0.5 } },
      ],
      correlations: [{ between: ['bought', 'spent'], correlation: 0.6 }],
      novelty: { halfLifeDays: 0.5, remaining: 0.5 },
      segments: [
        {
          attribute: 'device',
          values: [
            { value: 'phone', share: 0.6, meanFactor: 0.8, effectFactor: 1.5 },
            { value: 'desktop', share: 0.4, meanFactor: 1.2, effectFactor: 0.5 },
          ],
        },
      ],
      faults: { lateShare: 0.1, duplicateShare: 0.05 },
      plan: { method: 'fixed', plannedUnits: 600 },
      analyseEveryDays: 30,
    };
    found = await rehearseMany(servers, scenario, experiments);
  }, limitMs);
  const intervalsOf = (metric: string, value: string | null) =>
    found
      .flatMap((rehearsal) => lastOf(rehearsal).planted)
      .filter((one) => one.metric === metric && (one.segment?.value ?? null) === value)
      .map(({ planted, found: outcome }) => {
        if (!outcome.ok) throw new Error(refusal(outcome).detail);
        return { planted, ...outcome.value };
      });
  // One plan, so one level.
  const levelOf = (intervals: ReturnType<typeof intervalsOf>) => {
    const [alpha, ...others] = new Set(intervals.map(({ alphaTwoSided }) => alphaTwoSided));
    if (alpha === undefined || others.length > 0) throw new Error('one plan gives one level');
    return 1 - alpha;
  };

  it.each([
    ['bought', null],
    ['spent', null],
    ['visits', null],
    ['bought', 'phone'],
    ['spent', 'desktop'],
  ])('lie inside the intervals of %s (segment %s) as often as their levels say', (metric, value) => {
    const intervals = intervalsOf(metric, value);
    expect(intervals).toHaveLength(experiments);
    const share = intervals.filter(({ inside }) => inside === true).length / experiments;
    expectWithin(share, binomialBand(levelOf(intervals), experiments), 'coverage');
  });

  it('that are stated wrongly do not', () => {
    const intervals = intervalsOf('bought', null);
    const isInside = ({ planted, interval }: (typeof intervals)[number]) =>
      interval.lower <= planted + 0.5 && planted + 0.5 <= interval.upper;
    const share = intervals.filter(isInside).length / experiments;
    expect(share).toBeLessThan(binomialBand(levelOf(intervals), experiments).lower);
  });

  it('raise the sample ratio alarm no more often than one time in a thousand, with the split in order', () => {
    const alarms = shareOf(found, (rehearsal) => lastOf(rehearsal).result.health.sampleRatioAlarm);
    expect(alarms).toBeLessThanOrEqual(binomialBand(0.001, experiments).upper);
  });
});

describe('a planted sample-ratio fault', () => {
  let found: readonly RehearsalOutcome[] = [];
  beforeAll(async () => {
    const scenario = {
      experiment: { key: 'fault' },
      units: 800,
      days: 1,
      variants: halves({ visits: 0.4 }),
      metrics: [{ key: 'visits', kind: 'count', mean: 2, sd: 2, past: { correlation: 0.5 } }],
      faults: { lostExposures: { treatment: 0.4 } },
      plan: { method: 'fixed', plannedUnits: 640 },
    };
    found = await rehearseMany(servers, scenario, fewer);
  }, limitMs);

  it('is found with the power of its test, and makes the experiment invalid', () => {
    const invalid = shareOf(found, (rehearsal) => outcomeOf(rehearsal) === 'invalid');
    // 400 and 240 units: 6.3 standard errors, of which the sequential test, with a prior of 100 units, takes 4.3.
    expectWithin(invalid, { lower: binomialBand(0.95, fewer).lower, upper: 1 }, 'faults found');
  });

  it('would have been shipped by those who do not heed the alarm', () => {
    const significant = shareOf(found, (rehearsal) => {
      const [control, treatment] = lastOf(rehearsal).result.metrics[0]?.arms ?? [];
      if (control === undefined || treatment === undefined) return false;
      const effect = meanEffect({ control, treatment, alphaTwoSided: 0.05 });
      return effect.ok && effect.value.interval.lower > 0;
    });
    expect(significant).toBeGreaterThan(0.8);
    expect(shareOf(found, (rehearsal) => outcomeOf(rehearsal) === 'ship')).toBeLessThan(0.1);
  });
});

const twoLooks = { method: 'group-sequential', spending: 'pocock', looks: 2 };

describe('planted harm', () => {
  let found: readonly RehearsalOutcome[] = [];
  beforeAll(async () => {
    const scenario = {
      experiment: { key: 'harm' },
      units: 800,
      days: 2,
      variants: halves({ kept: -0.5 }),
      metrics: [{ key: 'kept', kind: 'proportion', rate: 0.3 }],
      plan: { ...twoLooks, plannedUnits: 800 },
    };
    found = await rehearseMany(servers, scenario, fewer);
  }, limitMs);

  it('stops the experiment at the first look with power, as often as that power says', () => {
    // 200 units an arm: 3.66 standard errors, of which the level .0155 of the first look takes 2.16: a power of .933.
    const share = shareOf(
      found,
      (rehearsal) => outcomeOf(rehearsal) === 'stop-harm' && rehearsal.stoppedOnDay === 1,
    );
    expectWithin(share, binomialBand(0.933, fewer), 'stopped at the first look');
  });

  it('is never shipped', () => {
    expect(shareOf(found, (rehearsal) => outcomeOf(rehearsal) === 'ship')).toBe(0);
  });
});

describe('a treatment that does nothing', () => {
  let found: readonly RehearsalOutcome[] = [];
  beforeAll(async () => {
    const scenario = {
      experiment: { key: 'nothing' },
      units: 400,
      days: 2,
      variants: halves({}),
      metrics: [{ key: 'visits', kind: 'count', mean: 2, sd: 2, past: { correlation: 0.5 } }],
      plan: { ...twoLooks, plannedUnits: 400 },
    };
    found = await rehearseMany(servers, scenario, some);
  }, limitMs);
  const stopped = (rehearsal: RehearsalOutcome) => ['ship', 'stop-harm'].includes(outcomeOf(rehearsal));

  it('is stopped, for good or for harm, no more often than alpha, looked at twice', () => {
    expectWithin(shareOf(found, stopped), { lower: 0, upper: binomialBand(0.05, some).upper }, 'false stops');
  });

  it('is never called invalid by more than its split’s chance', () => {
    const invalid = shareOf(found, (rehearsal) => outcomeOf(rehearsal) === 'invalid');
    // Two analyses, each at one in a thousand.
    expect(invalid).toBeLessThanOrEqual(binomialBand(0.002, some).upper);
  });
});
