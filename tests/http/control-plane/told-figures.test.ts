import { describe, expect, it } from 'vitest';
import { lastingSentence } from '../../../lib/charts/lasting-sentence';
import { heterogeneitySentence } from '../../../lib/charts/segment-sentence';
import { controlPlaneCaller } from '../../support/control-plane';
import { valueOf } from '../../support/outcomes';
import { createWorkspace } from '../../support/workspace';
import {
  another,
  fileDatabase,
  experiment,
  fileOf,
  open,
  plannedSchema,
  share,
  sum,
  variantsOf,
} from '../../support/told-results';

// What results were seen to say, each with the evidence that it was seen with: sent, analysed, asked for by the API, and put in the
// words of the result page.

describe('what a metric can say', () => {
  it('E6: none of 20,000 against 12 of 180,000 ships nothing', async () => {
    const variants = variantsOf('control', 'treatment').map((one) => ({
      ...one,
      weight: one.isControl ? 0.1 : 0.9,
    }));
    const run = await experiment([share('buy')], {
      variants,
      plan: { method: 'fixed', plannedUnits: 200_000 },
    });
    await run.arm({ variant: 0, n: 20_000 });
    await run.arm({ variant: 1, n: 180_000 }, { event: 'buy', done: 12 });
    const { outcome, page } = await run.analysed(1);
    expect(outcome?.outcome).toBe('stop-no-effect');
    const better = outcome?.answers.find(({ question }) => question === 'better');
    // Half the chance that all twelve fall to nine tenths of the units.
    expect(better?.atLook.ok === true ? better.atLook.value.pOneSided : NaN).toBeCloseTo(0.9 ** 12 / 2, 4);
    expect(page(true).headline).toMatch(/^Stop: no improvement was shown/);
  });

  it('E7: nothing fades where nobody converts on the second day, nor what is +15 % on a falling baseline', async () => {
    const run = await experiment([sum('first-day'), sum('falling')], {
      plan: { looks: 1, plannedUnits: 4_000 },
    });
    for (const [variant, mean] of [
      [0, 10],
      [1, 11.5],
    ] as const)
      await run.arm(
        { variant, n: 2_000 },
        { event: 'first-day', mean, spread: 4, after: 3 },
        { event: 'falling', mean, spread: 4, after: 3 },
        { event: 'falling', mean: mean / 2, spread: 2, period: 2, after: 27 },
      );
    const { result, engineVersion } = await run.analysed(49);
    const courses = valueOf(result.overTime ?? { ok: true, value: [] });
    const sentenceOf = (key: string) => {
      const metric = result.metrics.find((one) => one.key === key);
      const found = courses.find((one) => one.metric === key);
      return metric === undefined || found === undefined
        ? ''
        : lastingSentence(metric, found.novelty, engineVersion);
    };
    expect(sentenceOf('first-day')).toMatch(
      /^cannot say whether the effect lasts\. Too little happens in the later of the two periods/,
    );
    expect(sentenceOf('falling')).toMatch(
      /^no change with time shown: the relative effect was \+15\.0\u202f% on the first day and \+15\.0\u202f%/,
    );
  });

  it('E10: more of what is negative is better where more is better', async () => {
    const metrics = [
      { metric: 'revenue', role: 'success' },
      { metric: 'kept', role: 'guardrail', relativeMargin: 0.05 },
    ];
    const run = await experiment([sum(), sum('kept')], {
      metrics,
      plan: { method: 'fixed', plannedUnits: 2_000 },
    });
    for (const [variant, kept] of [
      [0, -10],
      [1, -5],
    ] as const)
      await run.arm(
        { variant, n: 1_000 },
        { event: 'revenue', mean: 10, spread: 5 },
        { event: 'kept', mean: kept, spread: 10 },
      );
    const { rows } = await run.analysed(1);
    expect(rows[1]?.reading.words).toBe('Within its margin');
    expect(rows[1]?.change?.difference).toBeCloseTo(0.5, 10);
  });

  it('E12: a quantile of whole numbers is refused, with what to do', async () => {
    const definition = {
      version: 2,
      event: 'latency',
      where: [],
      window: open,
      aggregate: 'sum',
      quantile: 0.99,
    };
    const run = await experiment([{ key: 'latency', kind: 'quantile', definition }], {
      plan: { method: 'fixed', plannedUnits: 20_000 },
    });
    const values = poissonThirty(10_000);
    for (const variant of [0, 1]) {
      await run.arm({ variant, n: values.length });
      await run.did(
        values.map((value, id) => ({
          name: 'latency',
          unit: `a${String(variant)}-${String(id)}`,
          value,
          hours: 0.01,
        })),
      );
    }
    const { outcome, page, result } = await run.analysed(1);
    expect(result.metrics[0]?.effects[0]?.effect).toMatchObject({
      ok: false,
      message: 'values-too-few-around-quantile',
    });
    // Nothing can be tested, so the look is not taken.
    expect(outcome?.outcome).toBe('keep-running');
    expect(page(true).facts[0]).toContain('at least 10 are needed for its error. Measure more finely');
  });

  it('E16: segments with the same relative effect on other baselines are not said to differ', async () => {
    const run = await experiment([share('buy')], {
      plan: { method: 'fixed', plannedUnits: 40_000 },
      segments: [{ attribute: 'country' }],
    });
    for (const [country, bought] of [
      ['de', [2_000, 2_200]],
      ['fr', [500, 550]],
    ] as const)
      for (const [variant, done] of bought.entries())
        await run.arm(
          { variant, n: 10_000, batch: country, attributes: { country } },
          { event: 'buy', done },
        );
    const { result, engineVersion } = await run.analysed(1);
    const segmented = result.metrics[0]?.segments[0];
    expect(
      segmented?.segments.map(({ effect }) => effect.ok && Number(effect.value.difference.toFixed(6))),
    ).toEqual([0.02, 0.005]);
    expect(segmented === undefined ? '' : heterogeneitySentence(segmented, 0.05, engineVersion)).toMatch(
      /^no difference between segments’ relative effects shown/,
    );
  });
});

/** Values of so many units at even steps of the distribution with mean 30. */
function poissonThirty(n: number): readonly number[] {
  const values: number[] = [];
  let [k, chance, below] = [0, Math.exp(-30), Math.exp(-30)];
  for (let id = 0; id < n; id += 1) {
    while (below < (id + 0.5) / n) {
      k += 1;
      chance *= 30 / k;
      below += chance;
    }
    values.push(k);
  }
  return values;
}

describe('what several variants, metrics and experiments cost', () => {
  it.each([1, 2, 3])('E9: %i variants share the level of a guardrail with a margin', async (count) => {
    const variants = variantsOf('control', ...['one', 'two', 'three'].slice(0, count));
    const metrics = [
      { metric: 'revenue', role: 'success' },
      { metric: 'kept', role: 'guardrail', relativeMargin: 0.05 },
    ];
    const run = await experiment([sum(), sum('kept')], {
      metrics,
      variants,
      plan: { method: 'fixed', plannedUnits: 200 },
    });
    for (const position of variants.keys())
      await run.arm(
        { variant: position, n: 100 },
        { event: 'revenue', mean: 10, spread: 5 },
        { event: 'kept', mean: 10, spread: 5 },
      );
    const { outcome } = await run.analysed(1);
    const levels = outcome?.answers
      .filter(({ question }) => question === 'non-inferior')
      .map(({ alphaOneSided }) => alphaOneSided);
    expect(levels).toEqual(Array.from({ length: count }, () => 0.05 / count));
  });

  it('E13: each variant has its verdict where one of two does harm, and the harm counts as caught', async () => {
    const variants = variantsOf('control', 'margin', 'blue').map((one) => ({
      ...one,
      name: one.key === 'margin' ? 'Margin' : one.key === 'blue' ? 'Blue' : 'Control',
    }));
    const run = await experiment([sum()], { variants, plan: { looks: 2, plannedUnits: 6_000 } });
    for (const [variant, mean] of [10, 6.3, 10.1].entries())
      await run.arm({ variant, n: 1_000 }, { event: 'revenue', mean, spread: 10 });
    const { outcome, page } = await run.analysed(1);
    expect(outcome).toMatchObject({
      outcome: 'keep-running',
      verdicts: [{ verdict: 'harm' }, { verdict: 'undecided' }],
    });
    expect(page(true).headline).toBe('Stop Margin: it does harm; keep running the others');
    expect(page(true).variants).toEqual([
      expect.stringMatching(
        /^Keep running Blue: no improvement is shown yet; up to \d+\.\d\u202f% is still possible; harm of up to \d+\.\d\u202f% is still possible\.$/,
      ),
    ]);
    await run.stop(2);
    await run.analysed(3);
    const { counts, experiments } = await run.learning();
    expect(counts).toMatchObject({ harmed: 1, 'powered-neutral': 0 });
    expect(experiments[0]?.primary).toMatchObject({ metric: 'revenue', variantName: 'Margin' });
  });

  it('E15: what is measured well keeps its effect, and what is not loses more than half of it', async () => {
    const first = await experiment([sum()], { plan: { method: 'fixed', plannedUnits: 10_000 } });
    const kept: Pick<typeof first, 'arm' | 'analysedAt' | 'stop'>[] = [first];
    for (const key of ['second', 'third']) {
      const plan = { method: 'fixed', plannedUnits: 80 };
      kept.push(await another(first, key, plan));
    }
    const sizes = [
      [5_000, 12],
      [40, 11.4],
      [40, 8.8],
    ] as const;
    for (const [index, run] of kept.entries()) {
      const [n, mean] = sizes[index] ?? [0, 0];
      await run.arm({ variant: 0, n, batch: String(index) }, { event: 'revenue', mean: 10, spread: 10 });
      await run.arm({ variant: 1, n, batch: String(index) }, { event: 'revenue', mean, spread: 10 });
      await run.analysedAt(1);
      await run.stop(2);
    }
    const left = (await first.learning()).experiments.map(
      ({ primary }) => (primary?.shrunkenRelativeDifference ?? NaN) / (primary?.relativeDifference ?? NaN),
    );
    const [least, , most] = left.toSorted((a, b) => a - b);
    expect(most).toBeGreaterThan(0.9);
    expect(least).toBeLessThan(0.5);
  });

  it('E17: a plan with watched guardrails and quality metrics is offered the size that it needs', async () => {
    const database = await fileDatabase();
    const { secretKey } = await createWorkspace(database);
    const baseline = { mean: 10, variance: 100 };
    const metrics = [
      { metric: 'revenue', role: 'success', minimumEffectRelative: 0.02, baseline },
      ...['a', 'b', 'c', 'd'].map((metric) => ({ metric, role: 'guardrail', baseline })),
      ...['e', 'f', 'g', 'h'].map((metric) => ({ metric, role: 'quality', baseline })),
    ];
    const ask = async (units: number) => {
      const body = { metrics, plan: { method: 'fixed', plannedUnits: units }, newUnitsADay: 10_000, units };
      const answer = await controlPlaneCaller(database, secretKey)('POST', '/api/v1/plans', { body });
      return plannedSchema.parse(answer.body);
    };
    const { size, considered, warnings } = await ask(2 * 39_246);
    expect(considered.power.value.power).toBeCloseTo(0.755, 1);
    expect(considered.power.value.power).toBeLessThan(0.785);
    expect(warnings.map(({ code }) => code)).toContain('underpowered');
    expect(size.value.units).toBeGreaterThan(2 * 41_000);
  });
});

describe('a run that is not valid', () => {
  it('holds nothing that an effect can be computed from, in any file, until somebody asks for the moments', async () => {
    const run = await experiment([sum()], { plan: { looks: 2, plannedUnits: 4_000 } });
    await run.arm({ variant: 0, n: 1_000 }, { event: 'revenue', mean: 10, spread: 1 });
    await run.arm({ variant: 1, n: 1_000 }, { event: 'revenue', mean: 12, spread: 1 });
    expect((await run.analysed(1)).outcome?.outcome).toBe('ship');
    await run.arm({ variant: 0, n: 1_000, batch: 'b', hours: 2 }, { event: 'revenue', mean: 10, spread: 1 });
    const { result, decision, page, rows } = await run.analysed(3);
    expect(page(true).headline).toContain('Do not read the effects');
    expect(rows.map(({ change }) => change)).toEqual([null]);
    expect(result.metrics.flatMap(({ arms, segments }) => [...arms, ...segments])).toEqual([]);
    expect(decision?.decision.ok === true && decision.decision.value.answers).toEqual([]);
    expect(decision?.stoppedEstimates).toBeUndefined();
    const base = '/api/v1/experiments/checkout';
    const asked = async (path: string) => JSON.stringify((await run.call('GET', `${base}${path}`)).body);
    const look = await asked('/analyses/latest?look=true');
    expect(look).toContain('The run is not valid, so its effects are not to be read');
    expect(look).not.toContain('"mean"');
    expect(await asked('/analyses/latest?look=true&moments=true')).toContain('"mean":12');
    // The look was sound when it was taken.
    const view = await asked('/bayesian-view');
    expect(view).toContain('The run is not valid, so its effects are not to be read');
    expect(view).not.toContain('"relativeDifference"');
    // The variance of either arm, which stands beside its mean in every file.
    for (const format of ['json', 'csv', 'ipynb', 'r']) {
      expect(await fileOf(run, format), format).not.toContain('1.001001');
      expect(await fileOf(run, format, 'true'), format).toContain('1.001001');
    }
    const [head, line] = (await fileOf(run, 'csv')).split('\r\n');
    expect(head).toMatch(/^metric,kind,role,variant,is_control,n,mean,/);
    expect(line).toMatch(/^revenue,sum,success,treatment,false,{13}"The run is not valid, so its effects/);
    // Asked for knowingly, the last look is there, as it was read.
    expect(await fileOf(run, 'csv', 'true')).toMatch(/treatment,false,1000,12,1\.001\d*,2,/);
    expect(await fileOf(run, 'json', 'true')).toContain('"mean": 12');
  });
});
