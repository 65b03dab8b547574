import { describe, expect, it } from 'vitest';
import { dailyChart } from '@/lib/charts/daily-units';
import { primaryEffectHidden, waitingFor, type ProgressFacts } from '@/lib/charts/experiment-progress';
import { planProgress } from '@/lib/charts/plan-progress';
import type { Decision, RunDecision } from '@/lib/model/decision';
import { cannotSay } from '@/lib/statistics/outcome';
import { metricOf, planOf, resultOf } from './result-fixture';

describe('units per day', () => {
  it('shows a day of silence as a day, and names series by position', () => {
    const { series, rows } = dailyChart(
      resultOf({
        dailyUnits: [
          { day: '2026-11-03', variant: 'treatment', units: 4 },
          { day: '2026-11-01', variant: 'control', units: 5 },
        ],
      }),
    );
    expect(series.map(({ id, name }) => [id, name])).toEqual([
      ['v0', 'Control'],
      ['v1', 'Treatment'],
    ]);
    expect(rows).toEqual([
      { day: '2026-11-01', counts: { v0: 5, v1: 0 } },
      { day: '2026-11-02', counts: { v0: 0, v1: 0 } },
      { day: '2026-11-03', counts: { v0: 0, v1: 4 } },
    ]);
  });

  it('has no rows without exposures', () => {
    expect(dailyChart(resultOf()).rows).toEqual([]);
  });
});

const concluding = (outcome: Decision['outcome'], verdicts: Decision['verdicts'] = []): Decision => ({
  outcome,
  variant: null,
  reasons: [],
  powered: false,
  verdicts,
  answers: [],
});

describe('what an experiment waits for', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const facts = (changes: Partial<ProgressFacts> = {}): ProgressFacts => ({
    status: 'running',
    plan: planOf(),
    startedAt: new Date('2026-11-20T12:00:00Z'),
    result: resultOf(),
    lookResult: resultOf(),
    decision: null,
    concluded: null,
    now,
    ...changes,
  });

  const untested: RunDecision = {
    look: { taken: false, why: 'nothing-tested', informationFraction: 1, nextFraction: 1 },
    mixingVariances: {},
    decision: cannotSay('not-computable', 'metric-not-read'),
  };

  const open: RunDecision = {
    ...untested,
    look: { taken: false, why: 'windows-open', informationFraction: 0.5, nextFraction: 1 },
  };
  const arms = [{ variant: 'control', n: 1, mean: 1, variance: 1, joint: null, waiting: 1_425 }];

  it('says what is missing, in order of weight', () => {
    const { health } = resultOf();
    const cases: readonly (readonly [Partial<ProgressFacts>, string])[] = [
      [{ status: 'draft', result: null, startedAt: null }, 'To be started'],
      [{ result: null }, 'A first analysis'],
      [{ result: resultOf({ health: { ...health, sampleRatioAlarm: true } }) }, 'Sample ratio alarm'],
      [{ plan: planOf({ plannedUnits: 2_000 }) }, '990 more units'],
      [{ plan: planOf({ plannedDays: 7 }) }, '4 more days'],
      [{ plan: planOf({ plannedUnits: 1_000, plannedDays: 2 }) }, 'Reading: planned size reached'],
      [{ plan: planOf({ plannedUnits: 2_000 }), concluded: concluding('ship') }, 'Ready to ship'],
      [{ plan: planOf({ plannedUnits: 2_000 }), concluded: concluding('keep-running') }, '990 more units'],
      [
        {
          plan: planOf({ plannedUnits: 2_000 }),
          concluded: concluding('keep-running', [
            { contrast: { treatment: 'treatment', reference: 'control' }, verdict: 'harm' },
          ]),
        },
        'Stop Treatment: harm. Others: 990 more units',
      ],
      // A plan of units is not read by its days.
      [{ plan: planOf({ plannedUnits: 1_000, plannedDays: 30 }) }, 'Reading: planned size reached'],
      [{ plan: planOf({ plannedUnits: 1_000 }), decision: untested }, 'A metric that can be tested'],
      [{ concluded: concluding('stop-harm') }, 'To be stopped: harm'],
      [{ status: 'stopped', concluded: concluding('ship') }, 'A decision'],
      [
        { status: 'stopped', result: resultOf({ metrics: [metricOf({ arms })] }), decision: open },
        '1,425 units in their windows',
      ],
    ];
    for (const [changes, words] of cases) expect(waitingFor(facts(changes)).words).toBe(words);
  });

  it('hides the primary effect for the reasons for which the result page does', () => {
    expect(primaryEffectHidden(facts())).toBeNull();
    expect(primaryEffectHidden(facts({ lookResult: null }))).toBe('No look yet');
    const ended = { status: 'stopped', lookResult: null, decision: untested } as const;
    expect(primaryEffectHidden(facts(ended))).toBe('Nothing could be tested');
    expect(primaryEffectHidden(facts({ ...ended, status: 'running' }))).toBe('No look yet');
    expect(primaryEffectHidden(facts({ result: null }))).toBe('Not analysed yet');
    expect(primaryEffectHidden(facts({ lookResult: resultOf({ metrics: [] }) }))).toBe('No success metric');
  });
});

describe('how much of its plan a run has', () => {
  const arms = ['control', 'treatment'].map((variant, index) => ({
    ...{ variant, n: 400, mean: 1, variance: 1, joint: null },
    waiting: 100 * (index + 1),
  }));
  const result = resultOf({ metrics: [metricOf({ arms }), metricOf({ key: 'fast' })] });

  it('counts the units of the slowest metric, as looks do', () => {
    expect(planProgress(planOf({ plannedUnits: 1_000 }), result)).toEqual({
      matured: 710,
      planned: 1_000,
      share: 0.71,
    });
    expect(planProgress(planOf({ plannedUnits: 500 }), result).share).toBe(1);
    expect(planProgress(planOf(), result)).toEqual({ matured: 710, planned: null, share: null });
    expect(planProgress(planOf(), null).matured).toBe(0);
  });
});
