import { describe, expect, it } from 'vitest';
import { readEffect } from '@/lib/charts/reading';
import { verdict, type JudgedAnalysis, type Verdict } from '@/lib/charts/verdict';
import type { Decision } from '@/lib/decision/decide';
import type { LookNotTaken } from '@/lib/decision/look';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { absoluteOnly, effectOf, metricOf, planOf, resultOf } from './result-fixture';

describe('the reading of an effect', () => {
  const better = effectOf(0.1, 0.05, 0.15);
  const worse = effectOf(-0.1, -0.15, -0.05);
  const unclear = effectOf(0.01, -0.02, 0.04);

  it('follows the direction of the metric', () => {
    const latency = metricOf({ direction: 'lower-is-better' });
    expect(readEffect(metricOf(), better).words).toBe('Better');
    expect(readEffect(latency, better).words).toBe('Worse');
    expect(readEffect(latency, worse).words).toBe('Better');
    expect(readEffect(metricOf(), unclear).words).toBe('No clear change');
  });

  it('holds a guardrail against its margin, not against zero', () => {
    const guardrail = metricOf({ role: 'guardrail', relativeMargin: 0.03 });
    expect(readEffect(guardrail, unclear).words).toBe('Within its margin');
    expect(readEffect(guardrail, effectOf(-0.01, -0.05, 0.03)).words).toBe('Not yet within margin');
    expect(readEffect(guardrail, effectOf(-0.015, -0.025, -0.005)).words).toBe('Worse, within margin');
    // The decision's test asks one side alone, so it can be sure where the two-sided interval still reaches beyond.
    expect(readEffect(guardrail, effectOf(-0.01, -0.031, 0.01), true).words).toBe('Within its margin');
    expect(readEffect(guardrail, worse).words).toBe('Beyond its margin');
    expect(readEffect(guardrail, absoluteOnly({ lower: -1, upper: 1 })).tone).toBe('unknown');
  });

  it('calls no quality metric better or worse', () => {
    const quality = metricOf({ role: 'quality' });
    expect(readEffect(quality, better)).toEqual({ tone: 'notice', words: 'Moved' });
    expect(readEffect(quality, unclear).tone).toBe('open');
  });

  it('says that it cannot say', () => {
    expect(readEffect(metricOf(), cannotSay('no-variance', 'All values are equal.'))).toEqual({
      tone: 'unknown',
      words: 'Cannot say',
    });
  });
});

describe('the verdict', () => {
  it('shows no effect before the first look, and says when that is', () => {
    const plan = planOf({ plannedUnits: 10_000 });
    const newest = between({ why: 'too-early', informationFraction: 0.101, nextFraction: 0.2 });
    const { headline, facts } = verdict({ plan, running: true, newest, look: null });
    expect(headline).toBe('Collecting: the first look is not due yet');
    expect(facts.join(' ')).toContain(
      '10.10\u202f% of the planned 10,000 units are in; the next look is at 2,000.',
    );
    expect(facts.join(' ')).not.toContain('Visit');
  });

  it('says that units have not had their window yet, running and ended', () => {
    const plan = planOf({ plannedUnits: 10_000 });
    const newest = between({ why: 'windows-open', informationFraction: 0.101, nextFraction: 0.2 });
    const open = verdict({ plan, running: true, newest, look: null });
    expect(open.headline).toBe('Collecting: units are given the whole of their window');
    expect(open.facts[0]).toBe(
      '10.10\u202f% of the planned 10,000 units have been measured to the end of their windows; the next look is at 2,000.',
    );
    const ended = verdict({ plan, running: false, newest, look: null });
    expect(ended.headline).toBe('Ended: the last look waits until every unit has had its window');
    expect(ended.facts.join(' ')).not.toContain('2,000');
  });

  it('names the metric that could not be read, where no look was taken for it', () => {
    const newest = between({ why: 'metric-failed', informationFraction: 1, nextFraction: 1 });
    const result = resultOf({
      metrics: [metricOf({ name: 'Revenue', failed: 'The query failed: overflow.' })],
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
    ['stop-harm', true, 'Stop: it does harm', 'bad'],
    ['stop-no-effect', true, 'Stop: nothing was shown, and too little was seen to rule it out', 'open'],
    ['keep-running', true, 'Keep running', 'open'],
    ['keep-running', false, 'Ended before its planned size: no conclusion', 'open'],
    ['invalid', true, 'Not valid: do not read the effects', 'bad'],
  ] as const)('says %s (running: %s) as "%s"', (outcome, running, words, shade) => {
    const { headline, tone } = judged(looked(outcome), running);
    expect([headline, tone]).toEqual([words, shade]);
  });

  it('gives the reasons with names, the interval of each metric, and the place in the plan', () => {
    const { facts, rule, standing } = judged(looked('ship'));
    expect(facts).toEqual(['Visit: better with Treatment (+10.0\u202f%, +5.0 to +15.0\u202f%).']);
    expect(rule).toEqual([
      'Success metric Visit in Treatment is significantly better (one-sided p = 0.001, level 0.0025).',
    ]);
    expect(standing).toContain('Look 2 of 5');
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
      decision: cannotSay('invalid-input', 'No success metric.'),
    };
    expect(judged({ ...base, decision })).toMatchObject({ tone: 'unknown', facts: ['No success metric.'] });
    expect(judged({ ...base, decision: null }).facts[0]).toContain('analyse again');
  });

  it('says when nobody was exposed', () => {
    const variants = resultOf().variants.map((variant) => ({ ...variant, units: 0 }));
    expect(judged({ ...looked('ship'), result: resultOf({ variants }) }).headline).toContain('Nobody');
  });

  it('gives the reason where an effect cannot be said', () => {
    const effect = cannotSay('too-few-units', 'At least 2 units in each variant.');
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

/** An analysis that was the second look. */
function looked(outcome: Decision['outcome']): JudgedAnalysis {
  const variant = outcome === 'ship' ? 'treatment' : null;
  const reasons = outcome === 'ship' ? [better] : [];
  return {
    result: resultOf(),
    lookNumber: 2,
    decision: {
      look: { taken: true, lookFractions: [0.2, 0.4] },
      mixingVariances: {},
      decision: say({ outcome, variant, reasons, powered: false, significant: [] }),
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
