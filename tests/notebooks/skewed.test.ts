import { describe, expect, it } from 'vitest';
import type { Evidence } from '@/lib/analysis/evidence';
import { analyseRun } from '@/lib/decision/analyse-run';
import { notebookOf } from '@/lib/exports/notebook';
import { factsForR, rScriptOf } from '@/lib/exports/r-script';
import { recomputationOf } from '@/lib/exports/recomputation';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import { printedOf } from '@/tests/support/compared-figures';
import { metricCatalogue } from '@/tests/support/metric-catalogue';
import { about, codeOf, hasR, pythons, runFile, runPrograms } from '@/tests/support/run-notebook';
import { evidenceOf, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

// A small arm beside a large one: what is rare in both is too skewed for a strict level, on one side.

const share = (n: number, p: number): ArmFigures => ({ n, mean: p, variance: (p * (1 - p) * n) / (n - 1) });

function proportion(key: string, use: Partial<RunMetric>): RunMetric {
  const meaning = metricCatalogue.find(({ kind }) => kind === 'proportion');
  if (meaning === undefined) throw new Error('There is no example of a proportion.');
  return { ...runMetric({ key }), ...use, ...meaning };
}

const metrics = [
  proportion('success', { role: 'success', minimumEffectRelative: 0.3 }),
  proportion('falling', { role: 'success', direction: 'lower-is-better', minimumEffectRelative: 0.3 }),
  proportion('margin', { role: 'guardrail', relativeMargin: 0.4 }),
  proportion('watched', { role: 'guardrail' }),
  proportion('quality', { role: 'quality' }),
];

/** Third central moments of what counts or does not. */
function withThirds({ metrics: read, ...evidence }: Evidence): Evidence {
  const thirdOf = (p: number) => p * (1 - p) * (1 - 2 * p);
  return {
    ...evidence,
    metrics: new Map(
      [...read].map(([key, one]) => [
        key,
        one.ok ? { ...one, arms: one.arms.map((arm) => ({ ...arm, thirds: arm.means.map(thirdOf) })) } : one,
      ]),
    ),
  };
}

/** One look at 100,000 units beside 2,500, as they are split. */
function skewed(plan: Partial<RunConfiguration['plan']>, [before, after]: readonly [number, number]) {
  const even = runOf({ plannedUnits: 400_000, looks: 4, ...plan }, metrics);
  const weights = [100_000 / 102_500, 2_500 / 102_500];
  const configuration = {
    ...even,
    variants: even.variants.map((variant, index) => ({ ...variant, weight: weights[index] ?? 0 })),
  };
  const startedAt = new Date('2026-03-01T00:00:00Z');
  const evidence = withThirds(evidenceOf(configuration, [share(100_000, before), share(2_500, after)]));
  const instant = { ended: false, startedAt, now: startedAt, earlier: null, looksTaken: 0 };
  const { result, decision } = analyseRun(configuration, evidence, instant);
  if (!decision.look.taken) throw new Error('This is no look of the plan.');
  const { mixingVariances, look } = decision;
  const looks = [{ number: 1, decision }];
  return recomputationOf(configuration, result, { ...look, mixingVariances, number: 1, decision }, looks);
}

const files = {
  'group sequential': skewed({}, [0.05, 0.1]),
  'group sequential, no effect': skewed({}, [0.1, 0.1]),
  fixed: skewed({ method: 'fixed', plannedUnits: 102_500 }, [0.05, 0.085]),
  'always valid': skewed({ method: 'always-valid' }, [0.1, 0.1]),
  // 125 events of 2,500: an exact test, which an always-valid plan has no use for.
  'always valid, few events': skewed({ method: 'always-valid' }, [0.05, 0.05]),
};

describe('an end that is refused as too skewed', () => {
  it('is among these files, beside ends that are said', () => {
    for (const [name, { effects }] of Object.entries(files)) {
      const ends = effects.flatMap(({ rule }) => rule?.ends ?? []);
      expect(
        ends.some(({ expected }) => expected.end === null),
        name,
      ).toBe(true);
      expect(
        ends.some(({ expected }) => expected.end !== null),
        name,
      ).toBe(true);
    }
  });

  it.skipIf(pythons.length === 0)('is one that the notebook refuses, too', async () => {
    const programs = Object.fromEntries(
      Object.entries(files).map(([name, facts]) => [name, codeOf(notebookOf(about, facts)).join('\n')]),
    );
    const equal = Object.fromEntries(Object.entries(files).map(([name, facts]) => [name, printedOf(facts)]));
    for (const python of pythons) expect(await runPrograms(python, programs)).toEqual(equal);
  });

  it.skipIf(!hasR)('and the script in R leaves to it, and computes the rest', async () => {
    for (const [name, facts] of Object.entries(files))
      expect(
        await runFile('Rscript', `skewed-${name.replace(/\W/g, '-')}.R`, rScriptOf(about, facts)),
        name,
      ).toBe(printedOf(factsForR(facts)));
  });
});
