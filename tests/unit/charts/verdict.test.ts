import { describe, expect, it } from 'vitest';
import { cannotSay } from '../../../lib/statistics/outcome';
import { verdict, type JudgedAnalysis, type Verdict } from '@/lib/charts/verdict';
import type { Answer } from '@/lib/model/answer';
import type { Decision, LookNotTaken } from '@/lib/model/decision';
import { say } from '@/lib/statistics/outcome';
import { metricOf, planOf, resultOf } from './result-fixture';
import { storedRefusal } from '@/tests/support/outcomes';

describe('the verdict', () => {
  it('shows no effect before the first look, and says when that is', () => {
    const plan = planOf({ plannedUnits: 10_000 });
    const newest = between({ why: 'too-early', informationFraction: 0.101, nextFraction: 0.2 });
    const { headline, facts } = verdict({ plan, running: true, newest, look: null });
    expect(headline).toBe('Collecting: the first look is not due yet');
    expect(facts.join(' ')).toContain(
      '10.1\u202f% of the planned 10,000 units are in; the next look is at 2,000.',
    );
    expect(facts.join(' ')).not.toContain('Visit');
  });

  it('says that units have not had their window yet, running and ended', () => {
    const plan = planOf({ plannedUnits: 10_000 });
    const newest = between({ why: 'windows-open', informationFraction: 0.101, nextFraction: 0.2 });
    const open = verdict({ plan, running: true, newest, look: null });
    expect(open.headline).toBe('Collecting: units are given the whole of their window');
    expect(open.facts[0]).toBe(
      '10.1\u202f% of the planned 10,000 units have been measured to the end of their windows; the next look is at 2,000.',
    );
    const ended = verdict({ plan, running: false, newest, look: null });
    expect(ended.headline).toBe('Ended: the last look waits until every unit has had its window');
    expect(ended.facts.join(' ')).not.toContain('2,000');
  });

  it('names the metric that could not be read, where no look was taken for it', () => {
    const newest = between({ why: 'metric-failed', informationFraction: 1, nextFraction: 1 });
    const result = resultOf({
      metrics: [
        metricOf({
          name: 'Revenue',
          failure: cannotSay('not-computable', 'query-failed', { cause: 'overflow' }),
        }),
      ],
    });
    const { headline, facts } = verdict({
      plan: planOf({ plannedUnits: 10_000 }),
      running: true,
      newest: { ...newest, result },
      look: null,
    });
    expect(headline).toBe('No look was taken: a metric could not be read');
    expect(facts[0]).toBe('Revenue: The query failed: overflow.');
  });

  it('names the units of the first look of an always-valid plan without a size', () => {
    const newest = between({ why: 'too-early', informationFraction: null, nextFraction: null });
    const plan = planOf({ method: 'always-valid', plannedUnits: null });
    const { headline, facts } = verdict({ plan, running: true, newest, look: null });
    expect(headline).toBe('Collecting: the first look is not due yet');
    expect(facts.join(' ')).toContain('The first look is at 1,000 units');
  });

  it('teaches to plan a size where none was', () => {
    const newest = between({ why: 'no-size-planned', informationFraction: null, nextFraction: null });
    const { headline, facts } = verdict({ plan: planOf(), running: true, newest, look: null });
    expect(headline).toContain('no size was planned');
    expect(facts.join(' ')).toContain('plan the number of units');
  });

  it('puts an alarm before every effect', () => {
    const { health } = resultOf();
    const result = resultOf({ health: { ...health, sampleRatioAlarm: true } });
    const { headline, facts } = judged({ ...looked('ship'), result });
    expect(headline).toContain('Do not read the effects');
    expect(facts.join(' ')).not.toContain('Visit');
  });

  it.each([
    ['ship', true, 'Ship Treatment', 'good'],
    ['stop-harm', true, 'Stop Treatment: it does harm', 'bad'],
    ['stop-no-effect', true, 'Stop: no improvement was shown', 'open'],
    ['keep-running', true, 'Keep running', 'open'],
    ['keep-running', false, 'Ended before its planned size: no conclusion', 'open'],
    ['invalid', true, 'Not valid: do not read the effects', 'bad'],
  ] as const)('says %s (running: %s) as "%s"', (outcome, running, words, shade) => {
    const { headline, tone } = judged(looked(outcome), running);
    expect([headline, tone]).toEqual([words, shade]);
  });

  it('gives the reasons with names, the interval of each metric, and the place in the plan', () => {
    const { facts, rule, tests, standing } = judged(looked('ship'));
    expect(facts).toEqual([
      'Visit is better with Treatment: p = 0.004 (adjusted; alpha 0.050), shown at look 2 of 5. The change is +10.0\u202f% (interval +5.0 to +15.0\u202f%).',
    ]);
    expect(rule).toEqual(['Success metric Visit in Treatment is significantly better.']);
    expect(tests).toEqual([
      'Success metric Visit in Treatment is significantly better (one-sided p = 0.001, level 0.0025).',
    ]);
    expect(standing).toContain('Look 2 of 5');
  });

  it('counts the looks that can still come, where a late one has passed planned ones', () => {
    const late = looked('keep-running');
    const decision = {
      ...(late.decision ?? neverDecided()),
      look: { taken: true, lookFractions: [0.45] } as const,
    };
    const first = { ...late, lookNumber: 1, decision };
    const { facts, standing } = judged(first);
    expect(facts[0]).toContain('at look 1: ');
    expect(standing).toMatch(
      /^Look 1 of 4 \(5 were planned; a late look stands for those that it passed\): /u,
    );
    // All but the last have passed, and here that too.
    const at = (lookFractions: readonly number[], running = true) =>
      judged({ ...first, decision: { ...decision, look: { taken: true, lookFractions } } }, running);
    expect(at([0.95]).facts[0]).toContain('at look 1: ');
    expect(at([1.02]).facts[0]).toContain('at look 1: ');
    expect(at([1.02]).standing).toMatch(
      /^Look 1, the last \(5 were planned; a late look stands for those that it passed\): /u,
    );
  });

  it('says at which share of its units somebody ended a run of which the rule had concluded nothing', () => {
    const ended = (outcome: Parameters<typeof looked>[0], why: LookNotTaken['why'] = 'between-looks') => {
      const newest = between({ why, informationFraction: 0.6175, nextFraction: null });
      const last = looked(outcome);
      const look = { taken: true, lookFractions: [0.3, 0.6175], informationFraction: 0.6175 } as const;
      const decision = { ...(last.decision ?? neverDecided()), look };
      const plan = planOf({ plannedUnits: 1_000 });
      return verdict({ plan, running: false, newest, look: { ...last, decision } }).standing;
    };
    const by =
      'Look 2, the last: the run ended with 61.75\u202f% of the planned units, at a time that no plan';
    expect(ended('keep-running')).toContain(by);
    expect(ended('keep-running', 'windows-open')).toMatch(/^Look 2 of 3\b/u);
    expect(ended('ship')).toMatch(/^Look 2, the last\b.*: the intervals/u);
  });

  it('counts no look after that of a run that has ended, but one that it waits for', () => {
    const ended = (why: LookNotTaken['why']) => {
      const newest = between({ why, informationFraction: 0.45, nextFraction: null });
      const plan = planOf({ plannedUnits: 1_000 });
      return verdict({ plan, running: false, newest, look: looked('stop-no-effect') });
    };
    expect(ended('between-looks').facts[0]).toContain('at look 2: ');
    expect(ended('between-looks').standing).toMatch(
      /^Look 2, the last \(5 were planned; the run ended before the others\): /u,
    );
    expect(ended('windows-open').facts[0]).toContain('at look 2: ');
    expect(ended('windows-open').standing).toMatch(
      /^Look 2 of 3 \(5 were planned; the run ended before the others\): /u,
    );
  });

  it('keeps the last look’s words between looks, and says when the next is', () => {
    const newest = between(
      { why: 'between-looks', informationFraction: 0.5, nextFraction: 0.6 },
      'keep-running',
    );
    const plan = planOf({ plannedUnits: 2_020 });
    const shown = verdict({ plan, running: true, newest, look: looked('keep-running') });
    expect(shown.headline).toBe('Keep running');
    expect(shown.standing).toContain('the next look is at 1,212');
  });

  it('says that it cannot decide, with the reason', () => {
    const base = looked('ship');
    const decision = {
      ...(base.decision ?? neverDecided()),
      decision: storedRefusal('invalid-input', 'No success metric.'),
    };
    expect(judged({ ...base, decision })).toMatchObject({ tone: 'unknown', facts: ['No success metric.'] });
    expect(judged({ ...base, decision: null }).facts[0]).toContain('analyse again');
  });

  it('says when nobody was exposed', () => {
    const variants = resultOf().variants.map((variant) => ({ ...variant, units: 0 }));
    expect(judged({ ...looked('ship'), result: resultOf({ variants }) }).headline).toContain('Nobody');
  });

  it('gives the reason where an effect cannot be said', () => {
    const effect = storedRefusal('too-few-units', 'At least 2 units in each variant.');
    const result = resultOf({ metrics: [metricOf({ effect })] });
    expect(judged({ ...looked('keep-running'), result }).facts.join(' ')).toContain('At least 2 units');
  });
});

function neverDecided(): never {
  throw new Error('The fixture has a decision.');
}

const better = {
  code: 'significantly-better',
  metric: 'visit',
  variant: 'treatment',
  figures: { pOneSided: 0.001, alphaOneSided: 0.0025 },
} as const;

const contrast = { treatment: 'treatment', reference: 'control' };

/** An answer of the second look. */
function answerOf(question: Answer['question'], rejected: boolean): Answer {
  const atLook = { pOneSided: rejected ? 0.001 : 0.3, alphaOneSided: 0.0025 };
  return {
    contrast,
    metric: 'visit',
    question,
    alphaOneSided: 0.025,
    rejected,
    shown: rejected ? { look: 2, ...atLook } : null,
    adjusted: { p: rejected ? 0.004 : 1, alpha: 0.05, look: 2 },
    atLook: say(atLook),
  };
}

/** An analysis that was the second look. */
function looked(outcome: Decision['outcome']): JudgedAnalysis {
  const variant = outcome === 'ship' ? 'treatment' : null;
  const reasons = outcome === 'ship' ? [better] : [];
  const verdicts = outcome === 'stop-harm' ? [{ contrast, verdict: 'harm' } as const] : [];
  const answers = [answerOf('worse', outcome === 'stop-harm'), answerOf('better', outcome === 'ship')];
  return {
    result: resultOf(),
    lookNumber: 2,
    decision: {
      look: { taken: true, lookFractions: [0.2, 0.4] },
      mixingVariances: {},
      decision: say({ outcome, variant, reasons, powered: false, verdicts, answers }),
    },
  };
}

function between(
  look: Omit<LookNotTaken, 'taken'>,
  standing: Decision['outcome'] = 'keep-running',
): JudgedAnalysis {
  const base = looked(standing);
  const decision = base.decision ?? neverDecided();
  return { ...base, lookNumber: null, decision: { ...decision, look: { taken: false, ...look } } };
}

function judged(analysis: JudgedAnalysis, running = true): Verdict {
  return verdict({ plan: planOf({ plannedUnits: 1_000 }), running, newest: analysis, look: analysis });
}
