import { describe, expect, it } from 'vitest';
import type { StoredLook } from '@/lib/exports/futility-facts';
import { momentsTable } from '@/lib/exports/moments-table';
import { notebookOf } from '@/lib/exports/notebook';
import { factsForR, rScriptOf } from '@/lib/exports/r-script';
import { recomputationOf, type Recomputation } from '@/lib/exports/recomputation';
import type { RunDecision } from '@/lib/model/decision';
import type { RunConfiguration } from '@/lib/model/run-configuration';
import { withoutEffects } from '@/lib/verbs/analysis/readable-analysis';
import { alterEach } from '@/tests/support/altered-notebook';
import { figuresOf, printedOf } from '@/tests/support/compared-figures';
import { exportedLook } from '@/tests/support/exported-look';
import { about, codeOf, hasR, pythons, runFile, runPrograms } from '@/tests/support/run-notebook';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, extendedRun, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

const arm = (n: number, mean: number): ArmFigures => ({ n, mean, variance: 100 });

const run = (least: number, metrics = [runMetric({ minimumEffectRelative: 0.05 })]): RunConfiguration => ({
  ...runOf({ looks: 3, plannedUnits: 12_000 }, metrics),
  leastConditionalPower: least,
});

const bothDirections = [
  runMetric({ minimumEffectRelative: 0.05 }),
  runMetric({ key: 'wait', direction: 'lower-is-better', minimumEffectRelative: 0.03 }),
];

type Arms = readonly [ArmFigures, ArmFigures];

/** A file of the last of some looks; the configuration is the one that the run has by then. */
function exported(begun: RunConfiguration, now: RunConfiguration, armsByLook: readonly Arms[]) {
  const looks: StoredLook[] = [];
  let earlier: RunDecision | null = null;
  let told: ReturnType<typeof analysed> | null = null;
  for (const [place, arms] of armsByLook.entries()) {
    told = analysed(place === 0 ? begun : now, arms, earlier, { looksTaken: place });
    earlier = told.decision;
    looks.push({ number: place + 1, decision: earlier });
  }
  if (told?.decision.look.taken !== true) throw new Error('This is no look of the plan.');
  const { decision, result } = told;
  const look = { ...told.decision.look, mixingVariances: {}, number: looks.length, decision };
  return { configuration: now, result, decision, looks, facts: recomputationOf(now, result, look, looks) };
}

/** Lower, and less so later on: never shown to be worse. */
const low = (n: number): Arms => [arm(n, 10), arm(n, 10 - 1_000 / n)];
const advised = exported(run(0.1), run(0.1), [low(2_000), low(4_000)]);
const files: Readonly<Record<string, { readonly facts: Recomputation }>> = {
  'advised, and run on to the next look': advised,
  'at the last look, which is not asked': exported(run(0.1), run(0.1), [low(2_000), low(6_000)]),
  'not advised': exported(run(0.02), run(0.02), [[arm(2_000, 10), arm(2_000, 10.2)]]),
  'two metrics, one better when lower': exported(run(0.3, bothDirections), run(0.3, bothDirections), [
    low(2_000),
  ]),
  extended: exported(run(0.1), extendedRun(run(0.1), [4_000, 20_000]), [low(2_000), low(6_000)]),
  'covariates, a negative mean, a quantile': exportedLook({ looks: 4 }, [251], 0, null, 0.2),
  'some that know more than the slowest': exportedLook({ looks: 4 }, [350, 700], 0.25, null, 0.2),
};

describe('the file of a plan that states futility', () => {
  it('has the chances of every look, and whether it advised to stop', () => {
    const { futility, effects } = advised.facts;
    expect(
      futility.map(({ look, leastConditionalPower, advice }) => [
        look,
        leastConditionalPower,
        advice.expected,
      ]),
    ).toEqual([
      [1, 0.1, true],
      [2, 0.1, true],
    ]);
    const [stored] = valueOf(advised.decision.decision).futility?.powers ?? [];
    if (stored === undefined) expect.fail();
    const { plannedEffectRelative, ...figures } = valueOf(stored.conditionalPower);
    expect([effects[0]?.futility?.expected, plannedEffectRelative]).toEqual([figures, 0.05]);
    expect(files['not advised']?.facts.futility[0]?.advice.expected).toBe(false);
    expect(files['at the last look, which is not asked']?.facts.effects[0]?.futility).toBeNull();
  });

  it('has nothing of them where the run is not valid: the trend is told by what is left', () => {
    const { configuration, result, decision } = advised;
    const shown = withoutEffects({
      ...{ id: 'a', runNumber: 1, horizon: about.horizon, engineVersion: '10', requestedBy: 'Ada' },
      ...{ createdAt: about.horizon, lookNumber: 2, queries: [], sampleRatioWaivers: [] },
      ...{ configuration, result, decision, monthlyImpacts: [] },
    });
    const hidden = JSON.stringify(shown.decision);
    expect(JSON.stringify(decision)).toContain('currentTrend');
    expect(hidden).not.toContain('currentTrend');
    expect(hidden).not.toContain('plannedDrift');
    expect(hidden).toContain('stop-futility');
  });

  it('has them as columns, those of earlier looks too', () => {
    const { result, decision, configuration, facts } = advised;
    const judged = { configuration, decision, lookNumber: 2, monthlyImpacts: [], futility: facts.futility };
    const table = momentsTable(result, judged);
    const place = (name: string) => table.columns.findIndex((column) => column.name === name);
    const cells = (name: string) => table.rows.map((row) => row[place(name)] ?? null);
    const [first, second] = facts.futility.map(({ powers }) => powers[0]?.expected);
    expect(cells('conditional_power')).toEqual([null, second?.planned]);
    expect(cells('conditional_power_of_trend')).toEqual([null, second?.currentTrend]);
    expect(cells('least_conditional_power')).toEqual([null, 0.1]);
    expect(cells('conditional_power_by_look')).toEqual([
      null,
      JSON.stringify([
        {
          look: 1,
          leastConditionalPower: 0.1,
          planned: first?.planned,
          currentTrend: first?.currentTrend,
          advised: true,
        },
        {
          look: 2,
          leastConditionalPower: 0.1,
          planned: second?.planned,
          currentTrend: second?.currentTrend,
          advised: true,
        },
      ]),
    ]);
  });

  it.skipIf(pythons.length === 0)('is computed again by its notebook, look by look', async () => {
    const programs = Object.fromEntries(
      Object.entries(files).map(([name, { facts }]) => [name, codeOf(notebookOf(about, facts)).join('\n')]),
    );
    for (const python of pythons)
      expect(await runPrograms(python, programs)).toEqual(
        Object.fromEntries(Object.entries(files).map(([name, { facts }]) => [name, printedOf(facts)])),
      );
    const without = {
      ...advised.facts,
      futility: [],
      effects: advised.facts.effects.map((one) => ({ ...one, futility: null })),
    };
    // Six figures of this look, two of each look, and what each advised.
    expect(figuresOf(advised.facts) - figuresOf(without)).toBe(12);
  });

  it.skipIf(pythons.length === 0)(
    'is not what the notebook computes when a figure or the advice is altered',
    async () => {
      const code = codeOf(notebookOf(about, advised.facts));
      const program = [...code.slice(0, -1), alterEach(code.at(-1) ?? '')].join('\n');
      expect(await runFile(pythons[0] ?? '', 'altered-futility.py', program)).toMatch(/^\d{2,} \[\]\n$/);
    },
  );

  it.skipIf(!hasR)('is computed again by its script, the bounds aside', async () => {
    for (const [name, { facts }] of Object.entries(files))
      expect(
        await runFile('Rscript', `futility-${name.replace(/\W/g, '-')}.R`, rScriptOf(about, facts)),
        name,
      ).toBe(printedOf(factsForR(facts)));
  });
});
