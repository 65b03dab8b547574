import { describe, expect, it } from 'vitest';
import type { Evidence } from '@/lib/analysis/evidence';
import { forest } from '@/lib/charts/forest';
import { ruleLevels } from '@/lib/charts/rule-levels';
import { intervalName } from '@/lib/charts/change-words';
import { verdict } from '@/lib/charts/verdict';
import { analyseRun } from '@/lib/decision/analyse-run';
import { programOf } from '@/lib/decision/program';
import { questionLevels } from '@/lib/decision/question-levels';
import { planOfRun } from '@/lib/decision/run-plan';
import type { RunDecision } from '@/lib/model/decision';
import { reason } from '@/lib/model/reason';
import type { RunConfiguration } from '@/lib/model/run-configuration';
import { say } from '@/lib/statistics/outcome';
import { valueOf } from '@/tests/support/outcomes';
import { evidenceOf, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

// What pages were seen to say, and what they say of the same figures now.

const startedAt = new Date('2026-03-01T00:00:00Z');

interface Looked {
  readonly earlier?: RunDecision | null;
  readonly ended?: boolean;
  readonly endedAt?: Date | null;
}

function page(
  run: RunConfiguration,
  evidence: Evidence,
  { earlier = null, ended = false, endedAt = null }: Looked = {},
) {
  const looksTaken = earlier === null ? 0 : 1;
  const instant = { ended, startedAt, endedAt, now: endedAt ?? startedAt, earlier, looksTaken };
  const { result, decision } = analyseRun(run, evidence, instant);
  const analysis = { result, decision, lookNumber: looksTaken + 1 };
  const told = verdict({
    plan: run.plan,
    running: !ended,
    newest: analysis,
    look: decision.look.taken ? analysis : null,
  });
  const rows = forest(result, decision, analysis.lookNumber).groups.flatMap(({ metrics }) =>
    metrics.flatMap((one) => one.rows),
  );
  return { result, decision, outcome: valueOf(decision.decision), told, rows };
}

const arm = (n: number, mean: number, variance = 100): ArmFigures => ({ n, mean, variance });
const share = (n: number, p: number): ArmFigures => ({ n, mean: p, variance: (p * (1 - p) * n) / (n - 1) });
const programCounts = (decision: RunDecision) => programOf([{ identity: 'a', decision, result: null }]);

describe('an always-valid plan without a planned size', () => {
  const run = runOf({ method: 'always-valid', plannedUnits: null });

  it('ships, stops for harm or keeps running, and never says that there is no effect', () => {
    const at = (mean: number) => page(run, evidenceOf(run, [arm(1_000, 10), arm(1_000, mean)]));
    expect(at(15).told.headline).toBe('Ship treatment');
    expect(at(5).told.headline).toBe('Stop treatment: it does harm');
    expect(at(10).outcome).toMatchObject({ outcome: 'keep-running', powered: false });
    expect(at(10).told.headline).toBe('Keep running');
  });

  it.each([null, 14])('concludes nothing where it has ended, of %s planned days', (plannedDays) => {
    const open = { ...run, plan: { ...run.plan, plannedDays } };
    const ended = page(open, evidenceOf(open, [arm(1_000, 10), arm(1_000, 10)]), { ended: true });
    expect(ended.outcome).toMatchObject({ outcome: 'keep-running', powered: false });
    expect(ended.told.headline).toBe('Ended without a planned number of units: no conclusion');
    const text = ended.told.rule?.join(' ') ?? '';
    expect(text.includes('The plan is of days')).toBe(plannedDays !== null);
    expect(text.includes('No number of units was planned')).toBe(plannedDays === null);
    expect(programCounts(ended.decision).counts).toMatchObject({ inconclusive: 1, 'powered-neutral': 0 });
    // A later analysis that is no look leaves it at that.
    const first = page(open, evidenceOf(open, [arm(1_000, 10), arm(1_000, 10)]));
    const still = page(open, evidenceOf(open, [arm(1_000, 0, 0), arm(1_000, 0, 0)]), {
      earlier: first.decision,
      ended: true,
    });
    expect(still.decision.look.taken).toBe(false);
    expect(still.outcome.outcome).toBe('keep-running');
  });

  it('is not told of days that an earlier engine took for planned', () => {
    const ended = page(run, evidenceOf(run, [arm(1_000, 10), arm(1_000, 10)]), { ended: true });
    const reasons = [reason('planned-by-days', {}, {})];
    const decision = {
      ...ended.decision,
      decision: say({ ...ended.outcome, outcome: 'stop-no-effect' as const, reasons }),
    };
    const analysis = { result: ended.result, decision, lookNumber: 1 };
    const told = verdict({ plan: run.plan, running: false, newest: analysis, look: analysis });
    expect(told.rule).toEqual(['No number of units was planned, so its power was not planned.']);
  });
});

describe('no effect', () => {
  it('is not told of twenty units: it says how much is still possible, and teaches nothing', () => {
    const run = runOf({ method: 'fixed', plannedUnits: 20 }, [runMetric({ minimumEffectRelative: 0.05 })]);
    const { outcome, told, decision } = page(run, evidenceOf(run, [arm(10, 10), arm(10, 12)]));
    expect(outcome).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    expect(told.headline).toMatch(/^Stop: no improvement was shown; up to \d+\u202f% is still possible$/);
    const program = programCounts(decision);
    expect(program.counts).toMatchObject({ 'powered-neutral': 0, inconclusive: 1 });
    expect(program.learningRate).toEqual({ ok: true, value: 0 });
  });

  it('is told where the upper end at half of alpha lies below the smallest effect of interest', () => {
    const run = runOf({ method: 'fixed', plannedUnits: 40_000 }, [
      runMetric({ minimumEffectRelative: 0.05 }),
    ]);
    const { outcome, told, decision } = page(run, evidenceOf(run, [arm(20_000, 10), arm(20_000, 10.01)]));
    expect(outcome).toMatchObject({ outcome: 'stop-no-effect', powered: true });
    expect(told.headline).toBe('Stop: an improvement of 5\u202f% or more is ruled out');
    expect(programCounts(decision).counts['powered-neutral']).toBe(1);
    const without = runOf({ method: 'fixed', plannedUnits: 40_000 });
    const silent = page(without, evidenceOf(without, [arm(20_000, 10), arm(20_000, 10.01)]));
    expect(silent.outcome.powered).toBe(false);
    expect(silent.told.headline).toMatch(/^Stop: no improvement was shown; up to/);
  });
});

describe('word, interval and p of one metric', () => {
  it('agree at a look, where a plain interval excludes 0 and the rule does not', () => {
    const metrics = [
      runMetric(),
      runMetric({ key: 'second' }),
      runMetric({ key: 'kept', role: 'guardrail' }),
    ];
    const run = runOf({ plannedUnits: 24_000, looks: 3 }, metrics);
    const { rows, told } = page(run, evidenceOf(run, [share(8_000, 0.12), share(8_000, 0.1335)]));
    const [first] = rows;
    expect(first?.reading.words).toBe('Not shown');
    expect(first?.p).toBeCloseTo(0.0893, 4);
    expect(first?.change?.interval.lower).toBeCloseTo(-0.01153, 5);
    expect(first?.change?.interval.upper).toBeCloseTo(0.24603, 5);
    expect(told.facts[0]).toBe(
      'Revenue is not shown to be better with treatment, at look 1: p = 0.089 (adjusted; alpha 0.050). The change is +11.3\u202f% (interval \u22121.2 to +24.6\u202f%); the improvement may be up to 23.6\u202f%, by its own test.',
    );
  });

  it('agree on harm that a two-sided interval holds 0 beside', () => {
    const run = runOf({ method: 'fixed', plannedUnits: 20_000 });
    const { rows, told } = page(run, evidenceOf(run, [arm(10_000, 10), arm(10_000, 9.75)]));
    expect(told.headline).toBe('Stop treatment: it does harm');
    expect(rows[0]?.reading.words).toBe('Worse');
    expect(rows[0]?.p).toBeCloseTo(0.03856, 5);
    expect(rows[0]?.change?.interval.upper).toBeLessThan(0);
  });

  it('have a heading that does not name another level', () => {
    const run = runOf({ plannedUnits: 24_000, looks: 3 });
    const { result, rows } = page(run, evidenceOf(run, [arm(8_000, 10), arm(8_000, 10)]));
    expect(intervalName(result)).toBe('the interval that the plan’s rule goes by');
    // The levels of both ends, as the heading tells them on hover.
    expect(ruleLevels(result.metrics)).toEqual([
      'Revenue: one-sided level of the lower end 2.5\u202f% (test of better), of the upper end 5\u202f% (test of worse), of what improvement is possible 2.5\u202f% (test of how large an improvement may be), over all looks; 0.6048\u202f%, 1.64\u202f% and 0.6048\u202f% at this look.',
    ]);
    const [row] = rows;
    expect(row?.plain).toMatch(/^−\d\.\d to \+\d\.\d\u202f% \(95\u202f%\)$/u);
  });
});

describe('a rejection of an earlier look', () => {
  it('is told as that look’s, with what is now', () => {
    const run = runOf({ looks: 2, plannedUnits: 4_000 });
    const first = page(run, evidenceOf(run, [arm(1_000, 10), arm(1_000, 12)]));
    expect(first.told.headline).toBe('Ship treatment');
    const last = page(run, evidenceOf(run, [arm(2_000, 10), arm(2_000, 9.95)]), { earlier: first.decision });
    expect(last.told.headline).toBe('Ship treatment');
    expect(last.told.facts[0]).toMatch(
      /^Revenue was shown to be better with treatment: p [<=] [\d.\u202f]+ \(adjusted; alpha 0\.050\), shown at look 1 of 2\. The change is now \u22120\.50\u202f% \(interval \u2212\d+\.\d to \+\d+\.\d\u202f%\); the improvement may be up to \d+\.\d\u202f%, by its own test\. This look by itself would not show it\.$/,
    );
    expect(last.told.rule?.[0]).toContain('at look 1');
    expect([first.rows[0]?.told, last.rows[0]?.told]).toEqual(['Better', 'Better (at look 1)']);
  });

  it('of a guardrail is not said of today beside an interval that denies it', () => {
    const margin = runMetric({ role: 'guardrail', relativeMargin: 0.05 });
    const run = runOf({ looks: 2, plannedUnits: 4_000 }, [runMetric({ key: 'other' }), margin]);
    const first = page(run, evidenceOf(run, [arm(1_000, 10, 1), arm(1_000, 10, 1)]));
    const last = page(run, evidenceOf(run, [arm(2_000, 10), arm(2_000, 9.9)]), { earlier: first.decision });
    expect(first.told.facts[1]).toMatch(/^Revenue is within its margin of 5\u202f% with treatment: /);
    expect(last.told.facts[1]).toMatch(
      /^Revenue was shown to be within its margin of 5\u202f% with treatment: .*, shown at look 1 of 2\. The change is now .* This look by itself would not show it\.$/,
    );
    expect(last.rows[1]?.told).toBe('Within its margin (at look 1)');
  });
});

describe('a run that is stopped before its first look, without planned days', () => {
  it('says that its last look is strict, and why', () => {
    const run = runOf({ looks: 5, plannedUnits: 10_000 });
    const { told } = page(run, evidenceOf(run, [arm(500, 10), arm(500, 10.4)]), { ended: true });
    expect(told.headline).toBe('Stop: no improvement was shown; up to 65.1\u202f% is still possible');
    expect(told.standing).toBe(
      'Look 1, the last: the run ended with 10\u202f% of the planned units, at a time that no plan had fixed. Its tests are as strict as those of any look so early, because an end that is chosen could be chosen for its effects.',
    );
  });
});

describe('the end of a run before its size', () => {
  const few = (plan: Parameters<typeof runOf>[0], looked: Looked = {}) => {
    const run = runOf({ plannedUnits: 4_000, ...plan });
    return page(run, evidenceOf(run, [arm(500, 10, 4), arm(500, 14, 4)]), { ended: true, ...looked });
  };
  const endedAt = new Date(startedAt.getTime() + 14 * 86_400_000);

  it('is told of a fixed plan that somebody ended, and its one look is not called that of the plan', () => {
    const { decision, told } = few({ method: 'fixed' });
    expect(decision.look).toMatchObject({ taken: true, isOfUnplannedEnd: true, informationFraction: 0.25 });
    expect(told.standing).toBe(
      'The run ended with 25\u202f% of the planned units, at a time that no plan had fixed, and the one look was taken there. Its tests have the whole level of the plan, which holds only if the end was not chosen for its effects.',
    );
    expect(told.facts[0]).toContain('shown when the run ended');
  });

  it('is not told of a fixed plan whose days had passed', () => {
    const { decision, told } = few({ method: 'fixed', plannedDays: 14 }, { endedAt });
    expect(decision.look).not.toHaveProperty('isOfUnplannedEnd');
    expect(told.standing).toBe('The one look of the plan has been taken.');
    expect(told.facts[0]).toContain('shown at the plan’s one look');
  });

  it('is that of the planned days, which spends all and passes no look', () => {
    expect(few({ looks: 3, plannedDays: 14 }, { endedAt }).told.standing).toBe(
      'Look 1, the last: the planned 14 days had passed with 25\u202f% of the planned units, so all of the error that was left was spent here.',
    );
  });
});

describe('a guardrail', () => {
  it('shares its level between the variants, as each of them may ship', () => {
    const metrics = [runMetric(), runMetric({ key: 'kept', role: 'guardrail', relativeMargin: 0.05 })];
    const run = runOf({}, metrics);
    const plan = planOfRun(run, {});
    const levelOf = (treatments: readonly string[]) =>
      questionLevels({ ...plan, treatments })['non-inferior'].alphaOneSided;
    expect([levelOf(['a']), levelOf(['a', 'b']), levelOf(['a', 'b', 'c'])]).toEqual([0.05, 0.025, 0.05 / 3]);
  });

  it('of a negative mean is within its margin where there is more of it, and more is better', () => {
    const metrics = [runMetric(), runMetric({ key: 'kept', role: 'guardrail', relativeMargin: 0.05 })];
    const run = runOf({ method: 'fixed', plannedUnits: 2_000 }, metrics);
    const { rows } = page(run, evidenceOf(run, [arm(1_000, -10), arm(1_000, -5)]));
    expect(rows[1]?.reading.words).toBe('Within its margin');
    expect(rows[1]?.change?.difference).toBeCloseTo(0.5, 12);
  });
});

describe('several variants, of which one does harm', () => {
  const [control, treatment] = runOf({}).variants;
  if (control === undefined || treatment === undefined) throw new Error('A run has two variants.');
  const variants = [
    control,
    { ...treatment, key: 'margin', name: 'Margin' },
    { ...treatment, key: 'blue', name: 'Blue' },
  ];
  const run = {
    ...runOf({ looks: 2, plannedUnits: 6_000 }),
    variants: variants.map((one) => ({ ...one, weight: 1 / 3 })),
  };
  const evidence = (n: number): Evidence => ({
    units: [0, 1, 2].map((variant) => ({ variant, units: n, unitsInTwoVariants: 0 })),
    dailyUnits: [],
    segments: [],
    metrics: new Map([
      [
        'revenue',
        {
          ok: true,
          caps: [],
          segments: [],
          arms: [10, 6.3, 10.1].map((mean, variant) => ({
            ...{ variant, n, waiting: 0, means: [mean], covariances: [[100]], quantile: null },
          })),
        },
      ],
    ]),
  });

  it('say which one to stop, and go on with the other', () => {
    const { told, outcome } = page(run, evidence(1_000));
    expect(outcome).toMatchObject({
      outcome: 'keep-running',
      verdicts: [{ verdict: 'harm' }, { verdict: 'undecided' }],
    });
    expect(told.headline).toBe('Stop Margin: it does harm; keep running the others');
    // What the headline says is not said again.
    expect(told.variants).toEqual([
      expect.stringMatching(
        /^Keep running Blue: no improvement is shown yet; up to 1\d\.\d\u202f% is still possible; harm of up to \d+\.\d\u202f% is still possible\.$/u,
      ),
    ]);
  });

  it('count as harm caught at the end, where no other ships', () => {
    const { told, decision } = page(run, evidence(2_000));
    expect(told.headline).toBe('Stop Margin: it does harm');
    expect(told.variants?.[0]).toMatch(
      /^Blue: no improvement was shown; up to \d+\.\d\u202f% is still possible; harm of up to /,
    );
    expect(programCounts(decision).counts).toMatchObject({ harmed: 1, 'powered-neutral': 0 });
    const first = page(run, evidence(1_000));
    const early = page(run, evidence(1_050), { earlier: first.decision, ended: true });
    expect(programCounts(early.decision).counts.harmed).toBe(1);
  });
});

describe('a plan of days', () => {
  it('is not told that no size was planned', () => {
    const run = runOf({ plannedUnits: null, plannedDays: 14 });
    const { told } = page(run, evidenceOf(run, [arm(100, 10), arm(100, 10)]));
    expect(told.headline).toBe(
      'Collecting: days were planned and no number of units, so there is no look to take',
    );
    const fixed = runOf({ method: 'fixed', plannedUnits: null, plannedDays: 1 });
    const ended = page(fixed, evidenceOf(fixed, [arm(100, 10), arm(100, 10)]), { ended: true });
    expect(ended.told.rule?.[0]).toContain('The plan is of days, not of units');
  });
});
