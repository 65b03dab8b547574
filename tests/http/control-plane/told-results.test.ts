import { describe, expect, it } from 'vitest';
import { adjustmentWords } from '../../../lib/charts/adjustment-words';
import { allowingForStop } from '../../../lib/charts/allowing-for-stop';
import { intervalName } from '../../../lib/charts/change-words';
import { rampExperiment } from '../../../lib/verbs/experiments/ramp-experiment';
import { experiment, share, sum, variantsOf } from '../../support/told-results';

// What results were seen to say, each with the evidence that it was seen with: sent, analysed, asked for by the API, and put in the
// words of the result page.

describe('no effect', () => {
  it('E1: is never told by an always-valid plan without a planned size', async () => {
    const plan = { method: 'always-valid', plannedUnits: null };
    const run = await experiment([share('buy')], { plan });
    // +50 %, of too few events to be shown.
    await run.arm({ variant: 0, n: 600 }, { event: 'buy', done: 20 });
    await run.arm({ variant: 1, n: 600 }, { event: 'buy', done: 30 });
    const { outcome, page, lookNumber } = await run.analysed(1);
    expect(lookNumber).toBe(1);
    expect(outcome).toMatchObject({ outcome: 'keep-running', powered: false });
    expect(page(true).headline).toBe('Keep running');
  });

  it('E2: is not told of twenty units, and counts as inconclusive', async () => {
    const metrics = [{ metric: 'revenue', role: 'success', minimumEffectRelative: 0.05 }];
    const run = await experiment([sum()], { metrics, plan: { method: 'fixed', plannedUnits: 20 } });
    await run.arm({ variant: 0, n: 10 }, { event: 'revenue', mean: 10, spread: 9 });
    await run.arm({ variant: 1, n: 10 }, { event: 'revenue', mean: 12, spread: 9 });
    const { outcome, page } = await run.analysed(1);
    expect(outcome).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    expect(page(true).headline).toMatch(
      /^Stop: no improvement was shown; up to \d+\u202f% is still possible$/,
    );
    await run.stop(2);
    const { counts, learningRate } = await run.learning();
    expect(counts).toMatchObject({ inconclusive: 1, 'powered-neutral': 0 });
    expect(learningRate.value).toBe(0);
  });
});

describe('word, interval and p', () => {
  it('E3: agree at a look where the plain interval excludes 0, and where harm is shown', async () => {
    const roles = [
      { metric: 'buy', role: 'success' },
      { metric: 'second', role: 'success' },
      { metric: 'kept', role: 'guardrail' },
    ];
    const metrics = ['buy', 'second', 'kept'].map((key) => share(key, 'buy'));
    const run = await experiment(metrics, { metrics: roles, plan: { plannedUnits: 24_000, looks: 3 } });
    await run.arm({ variant: 0, n: 8_000 }, { event: 'buy', done: 960 });
    await run.arm({ variant: 1, n: 8_000 }, { event: 'buy', done: 1_068 });
    const { rows, page, result } = await run.analysed(1);
    expect(rows[0]).toMatchObject({ reading: { words: 'Not shown' } });
    expect(rows[0]?.p).toBeCloseTo(0.0893, 4);
    expect(rows[0]?.change?.interval.lower).toBeCloseTo(-0.01153, 4);
    const effect = result.metrics[0]?.effects[0]?.effect;
    expect(effect?.ok === true && effect.value.interval.lower > 0).toBe(true);
    expect(page(true).facts[0]).toMatch(
      /^buy is not shown to be better with Treatment, at look 1: p = 0\.089/,
    );
  });

  it('E3: never call "no clear change" what a run is stopped for, nor answer a margin twice', async () => {
    const roles = [
      { metric: 'revenue', role: 'success' },
      { metric: 'kept', role: 'guardrail', relativeMargin: 0.03 },
    ];
    const run = await experiment([sum(), sum('kept')], {
      metrics: roles,
      plan: { method: 'fixed', plannedUnits: 8_000 },
    });
    await run.arm(
      { variant: 0, n: 4_000 },
      { event: 'revenue', mean: 10, spread: 10 },
      { event: 'kept', mean: 10, spread: 10 },
    );
    await run.arm(
      { variant: 1, n: 4_000 },
      { event: 'revenue', mean: 9.4, spread: 10 },
      { event: 'kept', mean: 10.1, spread: 10 },
    );
    const { rows, page, result, outcome } = await run.analysed(1);
    expect(page(true).headline).toBe('Stop Treatment: it does harm');
    expect(rows[0]).toMatchObject({ reading: { words: 'Worse' } });
    expect(rows[0]?.change?.interval.upper).toBeLessThan(0);
    const answer = outcome?.answers.find(({ question }) => question === 'non-inferior');
    const margin = result.metrics[1]?.effects[0]?.nonInferiority;
    expect(
      answer?.atLook.ok === true && margin?.ok === true && answer.atLook.value.pOneSided === margin.value.p,
    ).toBe(true);
    expect(answer?.rejected).toBe((rows[1]?.change?.interval.lower ?? NaN) > -0.03);
    expect(rows[1]?.reading.words).toBe(
      answer?.rejected === true ? 'Within its margin' : 'Not shown within margin',
    );
  });

  it.each([
    ['half a unit worse', ['revenue'], -0.5],
    ['four metrics that are each a little better', ['revenue', 'second', 'third', 'fourth'], 0.63],
  ])('never say two things: %s', async (_what, keys, shift) => {
    const run = await experiment(
      keys.map((key) => sum(key, { event: 'revenue' })),
      {
        metrics: keys.map((metric) => ({ metric, role: 'success' })),
        plan: { method: 'fixed', plannedUnits: 100 },
      },
    );
    for (const variant of [0, 1]) {
      await run.arm({ variant, n: 50 });
      await run.did(
        Array.from({ length: 50 }, (__, id) => ({
          name: 'revenue',
          unit: `a${String(variant)}-${String(id)}`,
          value: 10 + shift * variant + (id % 5),
          hours: 0.01,
        })),
      );
    }
    const { rows, page, outcome } = await run.analysed(1);
    const { headline } = page(true);
    const said = rows.map(({ reading }) => reading.words);
    expect(said).toHaveLength(keys.length);
    for (const { reading, change } of rows) {
      const isShown = reading.words === 'Better' || reading.words === 'Worse';
      const { lower = NaN, upper = NaN } = change?.interval ?? {};
      expect([reading.words, lower > 0 || upper < 0]).toEqual([reading.words, isShown]);
    }
    expect(headline.includes('does harm')).toBe(said.includes('Worse'));
    expect(headline.startsWith('Ship')).toBe(said.includes('Better'));
    expect(outcome?.outcome === 'stop-no-effect').toBe(
      said.every((words) => words !== 'Better' && words !== 'Worse'),
    );
  });

  it('E8: tell a rejection of an earlier look as that look’s, and today’s figures as today’s', async () => {
    const run = await experiment([sum()], { plan: { looks: 2, plannedUnits: 4_000 } });
    await run.arm({ variant: 0, n: 1_000 }, { event: 'revenue', mean: 10, spread: 10 });
    await run.arm({ variant: 1, n: 1_000 }, { event: 'revenue', mean: 12, spread: 10 });
    expect((await run.analysed(1)).page(true).headline).toBe('Ship Treatment');
    await run.arm({ variant: 0, n: 1_000, batch: 'b', hours: 2 }, { event: 'revenue', mean: 10, spread: 10 });
    await run.arm(
      { variant: 1, n: 1_000, batch: 'b', hours: 2 },
      { event: 'revenue', mean: 7.9, spread: 10 },
    );
    const { page, lookNumber } = await run.analysed(3);
    expect(lookNumber).toBe(2);
    expect(page(true).headline).toBe('Ship Treatment');
    expect(page(true).facts[0]).toMatch(
      /shown at look 1 of 2\. The change is now \u22120\.50\u202f% \(interval \u2212/,
    );
    expect(page(true).rule?.[0]).toContain('at look 1');
  });

  it('E20: stand under a heading without another level, beside means that are said to be as counted', async () => {
    const covariate = { lengthHours: 48, term: null };
    const run = await experiment([sum('revenue', { covariate })], { plan: { looks: 2, plannedUnits: 800 } });
    for (const [variant, mean] of [
      [0, 10],
      [1, 11],
    ] as const) {
      await run.arm(
        { variant, n: 200, batch: 'a', hours: 0 },
        { event: 'revenue', mean, spread: 1 },
        { event: 'revenue', mean: 5, spread: 2, after: -5 },
      );
      await run.arm(
        { variant, n: 200, batch: 'b', hours: 0 },
        { event: 'revenue', mean: mean + 2, spread: 1 },
        { event: 'revenue', mean: 7 + variant, spread: 2, after: -5 },
      );
    }
    const { result } = await run.analysed(1);
    expect(intervalName(result)).toBe('the interval that the plan’s rule goes by');
    const [metric] = result.metrics;
    const effect = metric?.effects[0]?.effect;
    const [control, treatment] = metric?.arms ?? [];
    const divided = (treatment?.mean ?? NaN) / (control?.mean ?? NaN) - 1;
    // The input: the means as counted do not divide to the change that is shown.
    expect(
      effect?.ok === true &&
        effect.value.relative.ok &&
        Math.abs(effect.value.relative.value.difference - divided) > 0.001,
    ).toBe(true);
    expect(metric === undefined ? null : adjustmentWords(metric)).toMatch(
      /the change is of adjusted means, the values are as counted$/,
    );
  });

  it('E20: a plan of days is not told that no size was planned', async () => {
    const run = await experiment([sum()], { plan: { looks: 3, plannedUnits: null, plannedDays: 14 } });
    await run.arm({ variant: 0, n: 100 }, { event: 'revenue', mean: 10, spread: 10 });
    await run.arm({ variant: 1, n: 100 }, { event: 'revenue', mean: 10, spread: 10 });
    const { page } = await run.analysed(1);
    expect(page(true).headline).toBe(
      'Collecting: days were planned and no number of units, so there is no look to take',
    );
  });
});

describe('when and how a run is looked at', () => {
  it('E4: weights that changed within the run make no harm out of two periods without effect', async () => {
    const variants = variantsOf('control', 'treatment').map((one) => ({
      ...one,
      weight: one.isControl ? 0.9 : 0.1,
    }));
    const run = await experiment([share('buy')], {
      variants,
      plan: { method: 'fixed', plannedUnits: 4_000 },
    });
    await run.arm(
      { variant: 0, n: 1_800, batch: 'early', hours: 1 },
      { event: 'buy', done: 720, after: 0.1 },
    );
    await run.arm({ variant: 1, n: 200, batch: 'early', hours: 1 }, { event: 'buy', done: 80, after: 0.1 });
    const input = { key: 'checkout', weights: { control: 0.5, treatment: 0.5 } };
    await rampExperiment({ ctx: { ...run.ctx, now: () => run.at(9) }, input });
    for (const variant of [0, 1])
      await run.arm({ variant, n: 1_000, batch: 'late', hours: 10 }, { event: 'buy', done: 50, after: 0.1 });
    const { outcome, rows, page } = await run.analysed(12);
    expect(outcome).toMatchObject({ outcome: 'stop-no-effect' });
    expect(rows[0]?.change?.difference).toBeCloseTo(0, 10);
    expect(page(true).headline).not.toContain('harm');
  });

  it('E5: a window of 14 complete days is waited for, whatever number of units was exposed', async () => {
    const days = { startHours: 0, lengthHours: 14 * 24, mustBeComplete: true };
    const run = await experiment([sum('revenue', { window: days })], {
      plan: { looks: 1, plannedUnits: 400 },
    });
    await run.arm({ variant: 0, n: 200 }, { event: 'revenue', mean: 10, spread: 1 });
    await run.arm({ variant: 1, n: 200 }, { event: 'revenue', mean: 12, spread: 1 });
    const early = await run.analysed(24);
    expect(early).toMatchObject({
      lookNumber: null,
      decision: { look: { taken: false, why: 'windows-open' } },
    });
    expect(early.page(true).headline).toBe('Collecting: units are given the whole of their window');
    const late = await run.analysed(14 * 24 + 1);
    expect(late.lookNumber).toBe(1);
    expect(late.page(true).headline).toBe('Ship Treatment');
  });

  it('E11: the first unit in an arm of one hundredth is no broken split', async () => {
    const variants = variantsOf('control', 'treatment').map((one) => ({
      ...one,
      weight: one.isControl ? 0.99 : 0.01,
    }));
    const run = await experiment([sum()], { variants, plan: { looks: 2, plannedUnits: 1_000 } });
    await run.arm({ variant: 1, n: 1 }, { event: 'revenue' });
    const { outcome, result } = await run.analysed(1);
    expect(outcome?.outcome).toBe('keep-running');
    expect(result.health.sampleRatioAlarm).toBe(false);
    expect(result.health.sampleRatio.ok).toBe(false);
  });

  it('E14: an effect by which a run was ended early is learned allowing for that', async () => {
    const run = await experiment([sum()], { plan: { looks: 3, plannedUnits: 6_000, spending: 'pocock' } });
    const batch = async (name: string, hours: number, mean: number) => {
      await run.arm({ variant: 0, n: 1_000, batch: name, hours }, { event: 'revenue', mean: 10, spread: 10 });
      await run.arm({ variant: 1, n: 1_000, batch: name, hours }, { event: 'revenue', mean, spread: 10 });
    };
    await batch('a', 0, 10.5);
    expect((await run.analysed(1)).outcome?.outcome).toBe('keep-running');
    await batch('b', 2, 11.3);
    const ship = await run.analysed(3);
    expect(ship.outcome?.outcome).toBe('ship');
    // Nothing was stopped yet.
    expect(ship.decision?.stoppedEstimates).toBeUndefined();
    await run.stop(4);
    const { decision } = await run.analysed(5);
    const [estimate] = decision?.stoppedEstimates ?? [];
    expect(estimate).toMatchObject({ metric: 'revenue', look: 2 });
    expect(estimate?.measured).toBeCloseTo(0.9, 9);
    expect(estimate?.difference).toBeCloseTo(0.8334, 2);
    expect(allowingForStop(decision, ship.result)[0]).toContain('; as measured at look 2: +9.0\u202f%.');
    const [learned] = (await run.learning()).experiments;
    const allowing = estimate?.relative.ok === true ? estimate.relative.value.difference : NaN;
    expect(learned?.primary?.relativeDifference).toBeCloseTo(allowing, 12);
  });
});
