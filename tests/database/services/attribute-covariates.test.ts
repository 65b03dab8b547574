import { expect, it } from 'vitest';
import { exportUnits } from '../../../lib/verbs/analysis/export-units';
import { proofOf } from '../../../lib/verbs/analysis/analysis-proof';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';

const database = await cloneDatabase();

// The units, written out for numpy as well. Outside figures: numpy 2.4.6, lstsq of y on a dummy for each arm (and stratum) and indicators
// of country = a, b, d, e, f and missing (base: c), vip = true and missing (base: false), age (0 where missing) and missing; e = y - X theta,
//   d = mean(e_1) - mean(e_0), v = sum var(e_a, ddof=1) / n_a; with strata as in tests/unit/statistics/effects/post-stratification.test.ts.
const units = Array.from({ length: 120 }, (_, i) => {
  const k = (i * i + 3 * i) % 23;
  const country = k === 4 ? undefined : 'abcdefg'.charAt(k % 7);
  const vip = i % 5 === 3 ? undefined : (i * 5) % 3 === 0;
  const age = i % 13 === 2 ? undefined : 20 + ((i * 7) % 31);
  const level = country === undefined ? 0 : 'abcdefg'.indexOf(country);
  const value = 10 + 3 * level + (vip === true ? 4 : 0) + 0.5 * (age ?? 0) + 2 * (i % 2) + ((i * 37) % 11);
  const attributes = {
    ...(country !== undefined && { country }),
    ...(vip !== undefined && { vip }),
    ...(age !== undefined && { age }),
  };
  return { unit: `unit-${String(i)}`, variant: i % 2, attributes, value };
});

async function adjusted(changes: object) {
  const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
  const covariate = { lengthHours: 48, attributes: ['country', 'vip', 'age'] };
  const spend = {
    key: 'spend',
    kind: 'sum',
    definition: { version: 2, event: 'purchase', window, covariate },
  };
  const plan = { method: 'always-valid', plannedUnits: 120 };
  const { ctx, exposed, did, analysedAt } = await runWithEvidence(database, [spend], { plan, ...changes });
  await exposed(units.map(({ unit, variant, attributes }) => ({ unit, variant, attributes, hours: 1 })));
  await did(units.map(({ unit, value }) => ({ name: 'purchase', unit, value, hours: 2 })));
  const analysis = await analysedAt(30);
  const metric = analysis.result.metrics[0];
  const effect = metric?.effects[0];
  if (effect?.adjustment?.ok !== true || !effect.effect.ok) throw new Error('The effect is not adjusted.');
  return { ctx, analysis, metric, adjustment: effect.adjustment.value, effect: effect.effect.value };
}

const named = [
  ...['a', 'b', 'd', 'e', 'f'].map((country) => `country = ${country}`),
  'country missing',
  'vip = true',
  'vip missing',
  'age',
  'age missing',
];

it('attributes of the first exposure are adjusted for, as another program does', async () => {
  const { analysis, metric, adjustment, effect } = await adjusted({});
  expect(metric?.attributes).toEqual([
    { attribute: 'country', isNumber: false, levels: ['a', 'b', 'd', 'e', 'f'] },
    { attribute: 'vip', isNumber: false, levels: ['true'] },
    { attribute: 'age', isNumber: true, levels: [] },
  ]);
  expect(adjustment.names).toEqual(['sum(purchase)', 'any(purchase)', ...named]);
  // Nobody bought before.
  expect(adjustment.dropped).toEqual(['sum(purchase)', 'any(purchase)']);
  const theta = [
    -5.773699286501549, -2.043436763468953, 4.654833665489062, 7.535870647133162, 10.556422024732443,
    -5.152609579679322, 3.5678592139195526, -0.08467876890777462, 0.49418875933418605, 0.15530311555305096,
  ];
  theta.forEach((one, index) => expect(adjustment.coefficients[index + 2]).toBeCloseTo(one, 10));
  expect(effect.difference).toBeCloseTo(1.9965131721436826, 10);
  expect(effect.standardError).toBeCloseTo(0.5714347049743683, 10);
  const proof = proofOf(analysis).find(({ metrics }) => metrics.includes('spend'));
  expect(proof?.text).toContain(`('spend', 1, 13, 0)`);
});

it('together with strata, where the indicators of the stratum itself are dropped', async () => {
  const { adjustment, effect } = await adjusted({ segments: [{ attribute: 'vip', postStratify: true }] });
  expect(adjustment.strata?.values.map(({ value }) => value)).toEqual(['false', 'true', null]);
  expect(adjustment.dropped).toEqual(['sum(purchase)', 'any(purchase)', 'vip = true', 'vip missing']);
  expect(effect.difference).toBeCloseTo(1.9971113240226022, 10);
  expect(effect.standardError).toBeCloseTo(0.5816412245473093, 10);
});

it('rows of units have the attributes as they were adjusted for, so that their means are those of the analysis', async () => {
  const { ctx, metric, adjustment } = await adjusted({});
  const { body } = await exportUnits({ ctx, input: { key: 'checkout', format: 'csv' } });
  const [header = '', ...lines] = (await new Response(body).text()).trimEnd().split('\r\n');
  const columns = header.split(',');
  const before = adjustment.coefficients.map((_, index) => `spend.before_${String(index + 1)}`);
  expect(columns).toEqual(['unit', 'variant', 'first_seen_at', 'spend', ...before]);
  for (const { variant, joint } of metric?.arms ?? []) {
    const rows = lines.map((line) => line.split(',')).filter((cells) => cells[1] === variant);
    const means = columns
      .slice(3)
      .map((_, index) => rows.reduce((sum, cells) => sum + Number(cells[index + 3]), 0) / rows.length);
    means.forEach((mean, index) => expect(mean).toBeCloseTo(joint?.means[index] ?? NaN, 9));
  }
});
