import { describe, expect, it } from 'vitest';
import { readAnswers, readSingleTest, toldWords } from '@/lib/charts/reading';
import type { Answer, Question } from '@/lib/model/answer';
import type { RunDecision } from '@/lib/model/decision';
import type { MetricResult } from '@/lib/model/metric-result';
import { cannotSay, say } from '@/lib/statistics';
import { effectOf, metricOf } from './result-fixture';

const contrast = { treatment: 'treatment', reference: 'control' };

function answer(question: Question, rejected: boolean, atLook: Answer['atLook'] | null = null): Answer {
  return {
    contrast,
    metric: 'visit',
    question,
    alphaOneSided: 0.025,
    rejected,
    shown: null,
    adjusted: null,
    atLook: atLook ?? say({ pOneSided: 0.01, alphaOneSided: 0.025 }),
  };
}

function decided(answers: readonly Answer[], significant?: readonly Question[]): RunDecision {
  return {
    look: { taken: true, lookFractions: [1] },
    mixingVariances: {},
    decision: say({
      outcome: 'keep-running',
      variant: null,
      reasons: [],
      powered: false,
      verdicts: [],
      answers,
      ...(significant && {
        significant: significant.map((question) => ({ variant: 'treatment', metric: 'visit', question })),
      }),
    }),
  };
}

const success = metricOf();
const guardrail = metricOf({ role: 'guardrail' });
const margin = metricOf({ role: 'guardrail', relativeMargin: 0.03 });
const quality = metricOf({ role: 'quality' });

/** The words where exactly these questions have rejected, of those that the metric is asked. */
function words(metric: MetricResult, asked: readonly Question[], rejected: readonly Question[]): string {
  const answers = asked.map((question) => answer(question, rejected.includes(question)));
  return readAnswers(metric, contrast, decided(answers)).words;
}

describe('words at a look', () => {
  it('name the look that showed it, where that is another', () => {
    const shown = (look: number | null): Answer => ({
      ...answer('better', true),
      shown: look === null ? null : { look, pOneSided: 0.001, alphaOneSided: 0.01 },
    });
    const at = (one: Answer, lookNumber: number | null = 3) =>
      toldWords({ tone: 'good', words: 'Better', answer: one }, lookNumber);
    expect(at(shown(3))).toBe('Better');
    expect(at(shown(1))).toBe('Better (at look 1)');
    expect(at(shown(null))).toBe('Better (at an earlier look)');
    expect(at(shown(1), null)).toBe('Better');
    expect(at(answer('better', false))).toBe('Better');
  });
});

describe('words read answers', () => {
  it.each([
    [success, ['worse', 'better'], ['better'], 'Better'],
    [success, ['worse', 'better'], ['worse'], 'Worse'],
    [success, ['worse', 'better'], ['better', 'worse'], 'Worse'],
    [success, ['worse', 'better'], [], 'Not shown'],
    [guardrail, ['worse'], ['worse'], 'Worse'],
    [guardrail, ['worse'], [], 'No harm shown'],
    [margin, ['worse', 'non-inferior', 'beyond-margin'], ['non-inferior'], 'Within its margin'],
    [margin, ['worse', 'non-inferior', 'beyond-margin'], ['worse', 'non-inferior'], 'Worse within margin'],
    [margin, ['worse', 'non-inferior', 'beyond-margin'], ['worse'], 'Worse, not shown within margin'],
    [margin, ['worse', 'non-inferior', 'beyond-margin'], ['worse', 'beyond-margin'], 'Beyond its margin'],
    [margin, ['worse', 'non-inferior', 'beyond-margin'], [], 'Not shown within margin'],
    [quality, ['different'], ['different'], 'Moved'],
    [quality, ['different'], [], 'Not moved'],
  ] as const)('%#: %s', (metric, asked, rejected, expected) => {
    expect(words(metric, asked, rejected)).toBe(expected);
  });

  it('and no interval: the effect of the metric says something else', () => {
    const effects = [{ contrast, effect: effectOf(0.1, 0.05, 0.15), adjustment: null }];
    expect(words(metricOf({ effects }), ['worse', 'better'], [])).toBe('Not shown');
  });

  it('cannot say where the question has no figure, and keep what was shown before', () => {
    const refused = cannotSay('no-variance', 'same-for-every-unit');
    const read = (rejected: boolean) =>
      readAnswers(success, contrast, decided([answer('worse', false), answer('better', rejected, refused)]));
    expect(read(false).words).toBe('Cannot say');
    expect(read(true).words).toBe('Better');
  });

  it('are none where nothing was judged', () => {
    expect(readAnswers(success, contrast, null).words).toBe('Not judged');
    expect(readAnswers(success, contrast, decided([])).words).toBe('Not judged');
    const other = { ...contrast, reference: 'other' };
    expect(readAnswers(success, other, decided([answer('better', true)])).words).toBe('Not judged');
  });

  it('read the rejections that engines before 8 kept', () => {
    expect(readAnswers(success, contrast, decided([], ['better'])).words).toBe('Better');
    expect(readAnswers(success, contrast, decided([], [])).words).toBe('Not shown');
    expect(readAnswers(margin, contrast, decided([], ['non-inferior'])).words).toBe('Within its margin');
  });
});

describe('a single test without a plan', () => {
  const at = (statistic: number, pTwoSided: number, metric = success) =>
    readSingleTest(metric, say({ statistic, pTwoSided }), 0.05).words;

  it('says what its p says, in the direction of the metric', () => {
    expect(at(2.1, 0.04)).toBe('Better');
    expect(at(2.1, 0.04, metricOf({ direction: 'lower-is-better' }))).toBe('Worse');
    expect(at(-2.1, 0.04)).toBe('Worse');
    expect(at(1.9, 0.06)).toBe('No clear change');
    expect(at(2.1, 0.04, quality)).toBe('Moved');
    expect(readSingleTest(success, undefined, 0.05).words).toBe('Cannot say');
  });
});
