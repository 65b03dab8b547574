import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence, ReadMetric } from '@/lib/analysis/evidence';
import { readAnswers } from '@/lib/charts/reading';
import { verdict } from '@/lib/charts/verdict';
import { analyseRun } from '@/lib/decision/analyse-run';
import type { Answer, Question } from '@/lib/model/answer';
import { isSameContrast } from '@/lib/model/contrast';
import type { Decision, RunDecision } from '@/lib/model/decision';
import type { ContrastEffect, MetricResult } from '@/lib/model/metric-result';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import type { Outcome } from '@/lib/statistics';
import { isShortForm } from '@/tests/support/form';
import { expectHeadlineAgrees, expectPossibleAgrees, expectStopsAgree } from '@/tests/support/told-ends';
import { runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

const draws = isShortForm ? 300 : 10_000;
const startedAt = new Date('2026-03-01T00:00:00Z');

/** Even over the range: doubles as such come mostly from next to nothing. */
const finite = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000_000 }).map((part) => min + ((max - min) * part) / 1_000_000_000);
const direction = fc.constantFrom('higher-is-better' as const, 'lower-is-better' as const);
const metricsOf = fc.record({
  directions: fc.tuple(direction, direction, direction, direction),
  relativeMargin: finite(0.005, 0.3),
  minimumEffectRelative: fc.option(finite(0.005, 0.3)),
});
/** Of an arm, in standard errors of a difference from the control, so that all of the answers come up. */
const shift = fc.oneof(finite(-7, 7), finite(-1.5, 1.5), fc.constantFrom(-30, 30, 0));
const moments = fc.record({
  baseline: fc.oneof(finite(2, 20), finite(-20, -2), finite(-0.1, 0.1)),
  variances: fc.tuple(finite(0.5, 200), finite(0.5, 200), finite(0.5, 200)),
  shifts: fc.tuple(shift, shift),
});
const look = fc.record({
  units: fc.oneof(fc.integer({ min: 12, max: 4_000 }), fc.integer({ min: 4_000, max: 100_000 })),
  figures: fc.array(moments, { minLength: 4, maxLength: 4 }),
});
const plan = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ method: 'fixed' as const, spending: 'obrien-fleming' }) },
  { weight: 4, arbitrary: fc.constant({ method: 'always-valid' as const, spending: 'obrien-fleming' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      method: fc.constant('group-sequential' as const),
      spending: fc.constantFrom('obrien-fleming', 'pocock', 'power:2'),
    }),
  },
);
const drawn = fc.record({
  plan,
  alphaTwoSided: fc.constantFrom(0.05, 0.1, 0.01),
  variants: fc.constantFrom(1, 2),
  metrics: metricsOf,
  first: look,
  second: fc.option(look, { freq: 4 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

function runFor(
  { plan: { method, spending }, alphaTwoSided, variants, metrics }: Drawn,
  units: number,
): RunConfiguration {
  const [first, second, third, fourth] = metrics.directions;
  const { relativeMargin, minimumEffectRelative } = metrics;
  const all: readonly RunMetric[] = [
    runMetric({ key: 'gain', name: 'Gain', direction: first, minimumEffectRelative }),
    runMetric({ key: 'kept', name: 'Kept', direction: second, role: 'guardrail', relativeMargin }),
    runMetric({ key: 'watched', name: 'Watched', direction: third, role: 'guardrail' }),
    runMetric({ key: 'still', name: 'Still', direction: fourth, role: 'quality' }),
  ];
  const run = runOf({ method, spending, alphaTwoSided, looks: 2, plannedUnits: units }, all);
  const [control, treatment] = run.variants;
  if (control === undefined || treatment === undefined) throw new Error('A run has two variants.');
  const more = { ...treatment, key: 'other', name: 'other', value: 'other' };
  const weight = 1 / (variants + 1);
  const used = variants === 1 ? [control, treatment] : [control, treatment, more];
  return { ...run, variants: used.map((variant) => ({ ...variant, weight })) };
}

function evidenceFor(run: RunConfiguration, { units, figures }: Drawn['first']): Evidence {
  const n = Math.max(2, Math.floor(units / run.variants.length));
  const metrics = run.metrics.map(({ key }, index): [string, ReadMetric] => {
    const { baseline = 0, variances = [1, 1, 1], shifts = [0, 0] } = figures[index] ?? {};
    const arms = run.variants.map((_, variant): ArmFigures => {
      const variance = variances[variant] ?? 1;
      const error = Math.sqrt((variances[0] + variance) / n);
      return { n, mean: variant === 0 ? baseline : baseline + (shifts[variant - 1] ?? 0) * error, variance };
    });
    return [key, readOf(arms)];
  });
  return {
    units: run.variants.map((_, variant) => ({ variant, units: n, unitsInTwoVariants: 0 })),
    dailyUnits: [],
    segments: [],
    metrics: new Map(metrics),
  };
}

function readOf(arms: readonly ArmFigures[]): ReadMetric {
  return {
    ok: true,
    caps: [],
    segments: [],
    arms: arms.map(({ n, mean, variance }, variant) => ({
      ...{ variant, n, waiting: 0, means: [mean], covariances: [[variance]], quantile: null },
    })),
  };
}

interface Told {
  readonly run: RunConfiguration;
  readonly result: ReturnType<typeof analyseRun>['result'];
  readonly decision: RunDecision;
  readonly number: number;
}

/** A look, and of a run that goes on the one after it. */
function looksOf(input: Drawn): readonly Told[] {
  const { first, second } = input;
  const planned = second === null ? first.units : 2 * first.units;
  const run = runFor(input, planned);
  const tell = (of: Drawn['first'], earlier: RunDecision | null): Told => {
    const looksTaken = earlier === null ? 0 : 1;
    const instant = { ended: second === null, startedAt, now: startedAt, earlier, looksTaken };
    return { run, ...analyseRun(run, evidenceFor(run, of), instant), number: looksTaken + 1 };
  };
  const one = tell(first, null);
  if (second === null || !one.decision.look.taken) return [one];
  return [one, tell({ ...second, units: planned + 3 }, one.decision)];
}

const value = (outcome: Outcome<number>) => (outcome.ok ? outcome.value : null);

function answersFor(decision: Decision, metric: string, one: ContrastEffect): ReadonlyMap<Question, Answer> {
  const about = decision.answers.filter(
    (answer) => answer.metric === metric && isSameContrast(answer.contrast, one.contrast),
  );
  return new Map(about.map((answer) => [answer.question, answer]));
}

/** Whether it rejects at this look, by its p alone; null: it cannot be said. */
function rejectsNow(answer: Answer | undefined): boolean | null {
  return answer?.atLook.ok === true
    ? answer.atLook.value.pOneSided < answer.atLook.value.alphaOneSided
    : null;
}

/** Each end of the drawn interval lies beyond its limit exactly where the answer rejects at this look. */
function expectEndsAgree(
  metric: MetricResult,
  one: ContrastEffect,
  answers: ReadonlyMap<Question, Answer>,
): void {
  if (one.ruleInterval?.ok !== true) return;
  const { lower, upper, improvement } = one.ruleInterval.value;
  const up = metric.direction === 'higher-is-better';
  const sign = up ? 1 : -1;
  const [atLeast, atMost] = up ? [lower, upper] : [upper, lower];
  const beyond = (end: typeof lower, limit: number, side: 1 | -1, of: 'relative' | 'difference') => {
    const found = value(end[of]);
    return found === null ? null : side * (sign * found - limit) > 0;
  };
  const same = (found: boolean | null, question: Question) => {
    if (found !== null)
      expect(found, `${metric.key} ${question}`).toBe(rejectsNow(answers.get(question)) ?? false);
  };
  if (metric.role === 'quality') {
    const moved =
      beyond(atLeast, 0, 1, 'difference') === true || beyond(atMost, 0, -1, 'difference') === true;
    same(moved, 'different');
    return;
  }
  for (const of of ['relative', 'difference'] as const) {
    if (metric.role === 'success') same(beyond(atLeast, 0, 1, of), 'better');
    same(beyond(atMost, 0, -1, of), 'worse');
  }
  const margin = metric.relativeMargin;
  if (margin !== null) {
    same(beyond(atLeast, -margin, 1, 'relative'), 'non-inferior');
    same(beyond(atMost, -margin, -1, 'relative'), 'beyond-margin');
    // What cannot be drawn cannot be answered.
    expect(atLeast.relative.ok).toBe(answers.get('non-inferior')?.atLook.ok);
  }
  if (improvement !== undefined && metric.minimumEffectRelative !== null) {
    same(beyond(improvement, metric.minimumEffectRelative, -1, 'relative'), 'smaller');
  }
}

function expectAdjustedAgrees(answer: Answer, earlier: Answer | undefined): void {
  expect(answer.rejected).toBe((rejectsNow(answer) ?? false) || (earlier?.rejected ?? false));
  expect(answer.shown === null).toBe(!answer.rejected);
  if (answer.adjusted === null) return;
  expect(answer.adjusted.p < answer.adjusted.alpha).toBe(answer.rejected);
  if (earlier?.adjusted) expect(answer.adjusted.p).toBeLessThanOrEqual(earlier.adjusted.p);
  if (answer.atLook.ok)
    expect(answer.adjusted.p).toBeGreaterThanOrEqual(
      0.999999 * Math.min(1, answer.atLook.value.pOneSided, earlier?.adjusted?.p ?? 1),
    );
}

const wordsNeed: readonly (readonly [RegExp, Question])[] = [
  [/^better/i, 'better'],
  [/^worse/i, 'worse'],
  [/^(within its|worse within) margin/i, 'non-inferior'],
  [/^beyond its margin/i, 'beyond-margin'],
  [/^moved/i, 'different'],
];

function expectWordsAgree(words: string, answers: ReadonlyMap<Question, Answer>): void {
  for (const [pattern, question] of wordsNeed) {
    if (pattern.test(words)) expect(answers.get(question)?.rejected, words).toBe(true);
  }
}

/** What the page says first, and each sentence under it, is held by a stored answer. */
function expectPageAgrees({ run, result, decision, number }: Told, told: Decision): void {
  const analysis = { result, decision, lookNumber: number };
  const page = verdict({ plan: run.plan, running: true, newest: analysis, look: analysis });
  const rejected = (question: Question, variant: string) =>
    told.answers.some(
      (one) => one.question === question && one.contrast.treatment === variant && one.rejected,
    );
  const treatments = run.variants.slice(1).map(({ key }) => key);
  if (page.headline.includes('ruled out')) {
    expect(treatments.every((variant) => rejected('smaller', variant))).toBe(true);
  }
  if (page.headline.includes('harm')) {
    const named = treatments.filter((variant) => page.headline.split(':')[0]?.includes(variant));
    expect(named.length).toBeGreaterThan(0);
    expect(named.every((variant) => rejected('worse', variant))).toBe(true);
  }
  if (page.headline.startsWith('Ship')) {
    expect(told.variant !== null && rejected('better', told.variant)).toBe(true);
    expect(told.variant !== null && rejected('worse', told.variant)).toBe(false);
  }
  if (page.headline.includes('no improvement was shown')) {
    expect(treatments.some((variant) => rejected('better', variant))).toBe(false);
  }
  for (const sentence of page.variants ?? []) {
    const named = treatments.filter((variant) => sentence.split(':')[0]?.endsWith(variant));
    if (sentence.includes('does harm')) expect(named.map((one) => rejected('worse', one))).toEqual([true]);
    if (sentence.includes('ruled out')) expect(named.map((one) => rejected('smaller', one))).toEqual([true]);
    if (sentence.includes('no improvement'))
      expect(named.map((one) => rejected('better', one))).toEqual([false]);
  }
  for (const metric of result.metrics.filter(({ role }) => role !== 'quality')) {
    for (const one of metric.effects) {
      const variant = result.variants.find(({ key }) => key === one.contrast.treatment)?.name ?? '';
      const fact = page.facts.find(
        (text) =>
          text.startsWith(`${metric.name} `) &&
          (text.includes(` with ${variant}:`) || text.includes(` with ${variant},`)),
      );
      expect(fact, `${metric.name} with ${variant}`).toBeDefined();
      const answers = answersFor(told, metric.key, one);
      expectSentenceAgrees(fact ?? '', answers);
      expectPossibleAgrees(fact ?? '', metric, one, answers.get('smaller'));
    }
  }
  expectHeadlineAgrees({ page, result, decision, told });
  expectStopsAgree({ page, result, decision, told });
}

const sentencesNeed: readonly (readonly [RegExp, Question])[] = [
  [/ is better with /, 'better'],
  [/ is worse(?: with |, )/, 'worse'],
  [/ (?:is|but) within its margin of /, 'non-inferior'],
  [/ is beyond its margin of /, 'beyond-margin'],
  [/ or more is ruled out/, 'smaller'],
];

function expectSentenceAgrees(sentence: string, answers: ReadonlyMap<Question, Answer>): void {
  for (const [pattern, question] of sentencesNeed) {
    if (pattern.test(sentence)) expect(answers.get(question)?.rejected, sentence).toBe(true);
  }
}

describe('one source for interval, p and word', () => {
  it(`never lets word, end of the interval, adjusted p and stored answer disagree, over ${draws} draws`, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(drawn, (input) => {
        let before: Decision | null = null;
        for (const told of looksOf(input)) {
          if (!told.decision.look.taken || !told.decision.decision.ok) return;
          const now = told.decision.decision.value;
          const earlier = before?.answers ?? [];
          for (const answer of now.answers) {
            const same = earlier.find(
              (one) =>
                one.metric === answer.metric &&
                one.question === answer.question &&
                isSameContrast(one.contrast, answer.contrast),
            );
            expectAdjustedAgrees(answer, same);
          }
          for (const metric of told.result.metrics) {
            for (const one of metric.effects) {
              const answers = answersFor(now, metric.key, one);
              expectEndsAgree(metric, one, answers);
              const { words } = readAnswers(metric, one.contrast, told.decision);
              expectWordsAgree(words, answers);
              seen.add(words);
            }
          }
          if (now.outcome !== 'invalid') expectPageAgrees(told, now);
          seen.add(now.outcome).add(now.powered ? 'powered' : 'not powered');
          before = now;
        }
      }),
      { numRuns: draws, seed: 11 },
    );
    // All the draws reach every word and outcome, so that none is held by nothing.
    if (isShortForm) return;
    const words = [
      'Better',
      'Worse',
      'Not shown',
      'Within its margin',
      'Worse within margin',
      'Beyond its margin',
    ];
    const more = ['Not shown within margin', 'No harm shown', 'Moved', 'Not moved', 'Cannot say'];
    const outcomes = [
      'ship',
      'stop-harm',
      'stop-guardrail',
      'stop-no-effect',
      'keep-running',
      'invalid',
      'powered',
    ];
    expect([...words, ...more, ...outcomes].filter((one) => !seen.has(one))).toEqual([]);
    // Only ends what hangs: all draws take minutes on a busy machine.
  }, 1_800_000);
});
