import { describe, expect, it } from 'vitest';
import { readEffect } from '@/lib/charts/reading';
import { effectsHidden, verdict } from '@/lib/charts/verdict';
import { cannotSay } from '@/lib/statistics/outcome';
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
  it('never shows an effect while a fixed plan runs', () => {
    const plan = planOf({ method: 'fixed' });
    const { headline, facts } = verdict(resultOf(), plan, true);
    expect(headline).toContain('Still collecting');
    expect(facts.join(' ')).not.toContain('Visit');
    expect([effectsHidden(plan, true), effectsHidden(plan, false), effectsHidden(planOf(), true)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('puts an alarm before every effect', () => {
    const { health } = resultOf();
    const alarmed = verdict(resultOf({ health: { ...health, sampleRatioAlarm: true } }), planOf(), false);
    expect(alarmed.headline).toContain('Do not read the effects');
    expect(alarmed.facts.join(' ')).not.toContain('Visit');
  });

  it('says with figures what each metric shows', () => {
    const { headline, facts, caution } = verdict(resultOf(), planOf(), false);
    expect(headline).toBe('Better on every success metric');
    expect(facts).toEqual(['Visit: better with Treatment (+10.0\u202f%, +5.0 to +15.0\u202f%).']);
    expect(caution).toBeNull();
  });

  it('cautions against stopping by intervals of a single look while a plan of several runs', () => {
    expect(verdict(resultOf(), planOf(), true).caution).toContain('single look');
  });

  it('says when metrics disagree, when nobody was exposed, and when nothing was to be won', () => {
    const disagreeing = [metricOf(), metricOf({ key: 'spend', effect: effectOf(-0.1, -0.15, -0.05) })];
    expect(verdict(resultOf({ metrics: disagreeing }), planOf(), false).headline).toContain('disagree');
    const empty = resultOf().variants.map((variant) => ({ ...variant, units: 0 }));
    expect(verdict(resultOf({ variants: empty }), planOf(), true).headline).toContain('Nobody');
    expect(verdict(resultOf({ metrics: [] }), planOf(), false).headline).toContain('No success metric');
  });

  it('gives the reason where it cannot say', () => {
    const effect = cannotSay('too-few-units', 'At least 2 units in each variant.');
    const { tone, facts } = verdict(resultOf({ metrics: [metricOf({ effect })] }), planOf(), false);
    expect(tone).toBe('unknown');
    expect(facts[0]).toContain('At least 2 units');
  });
});
