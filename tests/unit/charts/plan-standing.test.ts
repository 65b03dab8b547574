import { describe, expect, it } from 'vitest';
import { detectableHeading, planStanding, type StandingFacts } from '@/lib/charts/plan-standing';
import type { RunDecision } from '@/lib/model/decision';
import type { DetectableEffect } from '@/lib/model/detectable-effect';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { metricOf, planOf, resultOf } from './result-fixture';

const relative = {
  treatment: 'treatment',
  controlUnits: 500,
  treatmentToControlRatio: 1,
  mean: 0.1,
  variance: 0.09,
};
const visit: DetectableEffect = {
  metric: 'visit',
  question: 'better',
  alphaOneSided: 0.025,
  power: 0.8,
  units: 1_010,
  relative: say({ ...relative, relative: 0.534 }),
};
const decisionOf = (detectable?: readonly DetectableEffect[]): RunDecision => ({
  look: { taken: false, why: 'too-early', informationFraction: 0.1, nextFraction: 0.2 },
  mixingVariances: {},
  decision: say({
    outcome: 'keep-running',
    variant: null,
    reasons: [],
    powered: false,
    verdicts: [],
    answers: [],
  }),
  ...(detectable && { detectable }),
});

/** 100 units a day and variant, from the second day on: the first one is not whole. */
const dailyUnits = ['01', '02', '03', '04', '05', '06'].flatMap((day) =>
  ['control', 'treatment'].map((variant) => ({
    day: `2026-11-${day}`,
    variant,
    units: day === '01' ? 7 : 100,
  })),
);

const facts = (changes: Partial<StandingFacts> = {}): StandingFacts => ({
  plan: planOf({ plannedUnits: 5_000, plannedDays: 30 }),
  result: resultOf({ dailyUnits }),
  decision: decisionOf([visit]),
  startedAt: new Date('2026-11-01T20:00:00Z'),
  horizon: new Date('2026-11-06T12:00:00Z'),
  ended: false,
  intakeOpen: true,
  ...changes,
});
const figure = (changes: Partial<StandingFacts>, term: string) =>
  planStanding(facts(changes)).figures.find((one) => one.term === term)?.figure;
const detectable = (changes: Partial<StandingFacts>) => planStanding(facts(changes)).detectable;

describe('what a run that has ended could find', () => {
  it('is of the units that have matured so far, where others wait', () => {
    const waits = { ...visit, units: 900 };
    const [sentence] = detectable({ ended: true, decision: decisionOf([waits]) });
    expect(sentence).toContain(
      'Planned with the 900 units that have matured so far and the same looks, Visit would be found',
    );
    const [all] = detectable({ ended: true });
    expect(all).toContain('Planned with 1,010 units and the same looks, Visit would be found');
  });

  it('names the variant that it is of, where there are several', () => {
    const { variants } = resultOf();
    const third = { key: 'third', name: 'Third', isControl: false, units: 100, expectedShare: 0.1 };
    const [sentence] = detectable({ result: resultOf({ variants: [...variants, third] }) });
    expect(sentence).toContain('same looks, Visit (Treatment) would be found');
  });
});

describe('a run beside its plan', () => {
  it('says what was planned, what is there, and how long it goes on as units come now', () => {
    const arms = ['control', 'treatment'].map((variant) => ({
      ...{ variant, n: 405, mean: 1, variance: 1, joint: null },
      waiting: 100,
    }));
    const result = resultOf({ dailyUnits, metrics: [metricOf({ arms })] });
    expect(planStanding(facts({ result })).figures).toEqual([
      { term: 'Planned', figure: '5,000 units, 30 days' },
      { term: 'Units so far', figure: '1,010' },
      { term: 'Of them matured', figure: '810' },
      { term: 'Share of the plan', figure: '16.2\u202f%' },
      { term: 'Days left', figure: 'about 21, at 200 new units a day' },
    ]);
  });

  it('cannot say how long where nobody comes, enrolment has ended or no size was planned', () => {
    const early = { horizon: new Date('2026-11-02T12:00:00Z') };
    expect(figure(early, 'Days left')).toMatch(/^cannot say: No whole day of the run has passed/);
    expect(figure({ result: resultOf() }, 'Days left')).toBe('cannot say: No unit came in the last 4 days.');
    expect(figure({ intakeOpen: false }, 'Days left')).toBe('cannot say: enrolment has ended');
    const byDays = planOf({ plannedUnits: null, plannedDays: 30 });
    expect(figure({ plan: byDays }, 'Days left')).toBe('26 of the planned days');
    expect(figure({ plan: byDays }, 'Planned')).toBe('no number of units, 30 days');
    expect(figure({ plan: planOf({ plannedUnits: null }) }, 'Days left')).toBe(
      'cannot say: no number of units was planned',
    );
    expect(figure({ plan: planOf({ plannedUnits: 1_000 }) }, 'Days left')).toBe(
      'none: the planned size is reached',
    );
    expect(figure({ plan: planOf({ plannedUnits: 800 }) }, 'Share of the plan')).toBe('126.3\u202f%');
    expect(figure({ ended: true }, 'Days left')).toBeUndefined();
    const fixed = planOf({ method: 'fixed', plannedUnits: 5_000, plannedDays: 30 });
    expect(figure({ plan: fixed }, 'Days left')).toBe(
      'about 20, at 200 new units a day. It is read in 26 days at the latest.',
    );
    expect(figure({ plan: fixed, ...early }, 'Days left')).toBe(
      'cannot say: No whole day of the run has passed, so nothing says how many units come in a day. It is read in 30 days at the latest.',
    );
  });
});

describe('a plan whose look waits', () => {
  it('says what for, as the list of experiments does', () => {
    const base = decisionOf();
    const untested: RunDecision = {
      ...base,
      look: { taken: false, why: 'nothing-tested', informationFraction: 1, nextFraction: 1 },
    };
    const plan = planOf({ plannedUnits: 1_000, plannedDays: 30 });
    expect(figure({ plan, decision: untested }, 'Days left')).toBe(
      'cannot say: the look waits for a metric that can be tested',
    );
  });
});

describe('the effect detectable now, in words', () => {
  it('is of the end where the run has ended', () => {
    expect(detectableHeading(false).title).toBe('Detectable now');
    expect(detectableHeading(true)).toMatchObject({
      title: 'Detectable at its end',
      note: expect.stringContaining('the units that the run ended with') as unknown,
    });
  });

  it('says what is found, with which power, units and level, and not what is possible', () => {
    const result = resultOf({ metrics: [metricOf({ minimumEffectRelative: 0.02 })] });
    expect(detectable({ result })).toEqual([
      'Planned with 1,010 units and the same looks, Visit would be found better with 80\u202f% power (one-sided level 0.025) if the true improvement were 53.4\u202f% or more; the smallest effect of interest is 2\u202f%.',
    ]);
    expect(detectable({}).join(' ')).not.toMatch(/possible|ruled out/);
  });

  it('of a guardrail is the margin, if nothing changes', () => {
    const margin: DetectableEffect = { ...visit, question: 'non-inferior', alphaOneSided: 0.05 };
    const result = resultOf({ metrics: [metricOf({ role: 'guardrail', relativeMargin: 0.1 })] });
    expect(detectable({ result, decision: decisionOf([margin]) })).toEqual([
      'Planned with 1,010 units and the same looks, Visit would be shown to be within any margin from 53.4\u202f% up with 80\u202f% power (one-sided level 0.05) if nothing changes; its margin is 10\u202f%.',
    ]);
  });

  it('cannot be said with a reason: no figure, an earlier engine, an experiment that is broken', () => {
    const refused = { ...visit, relative: cannotSay('no-variance', 'same-for-every-unit') };
    expect(detectable({ decision: decisionOf([refused]) })).toEqual([
      'Visit: cannot say. The metric is the same for every unit, as far as numbers of its size can tell: there is no noise to test against.',
    ]);
    expect(detectable({ decision: decisionOf() })).toEqual([
      'Cannot say: this analysis is from before it was computed. Analyse again.',
    ]);
    const { health } = resultOf();
    const broken = resultOf({ health: { ...health, sampleRatioAlarm: true } });
    expect(detectable({ result: broken })[0]).toBe(
      'Cannot say: the comparison is not valid, so nothing can be said of what it could find.',
    );
  });
});
