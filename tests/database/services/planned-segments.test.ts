import { describe, expect, it } from 'vitest';
import { cannotSay } from '../../../lib/statistics/outcome';
import { segmentSplit } from '../../../lib/charts/segment-split';
import { proofOf } from '../../../lib/verbs/analysis/analysis-proof';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { getExperiment } from '../../../lib/verbs/experiments/get-experiment';
import { rampExperiment } from '../../../lib/verbs/experiments/ramp-experiment';
import { updateExperiment } from '../../../lib/verbs/experiments/update-experiment';
import { dayWords } from '../../../lib/sentences/day-words';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const spend = {
  key: 'spend',
  kind: 'sum',
  definition: { version: 2, event: 'purchase', window, covariate: null },
};
const past = { event: 'purchase', lengthHours: 48 };
const segments = [{ attribute: 'country' }, past];
const name = 'purchase in the 2 days before exposure';

describe('planned segments', () => {
  it('are in every analysis, by attribute and by the past, with their heterogeneity and their split', async () => {
    const plan = { method: 'always-valid', plannedUnits: 80 };
    const { exposed, did, analysedAt } = await runWithEvidence(database, [spend], { plan, segments });
    const units = Array.from({ length: 80 }, (_, index) => ({ unit: `unit-${String(index)}`, index }));
    const hadAny = (index: number) => index % 4 < 2;
    const variantOf = (index: number) => index % 2;
    await exposed(
      units.map(({ unit, index }) => ({
        unit,
        variant: variantOf(index),
        hours: 1,
        attributes: { country: index < 40 ? 'de' : 'fr' },
      })),
    );
    // Who bought before buys 20 more in the treatment; nobody else does anything else than in the control.
    const value = (index: number) =>
      10 + (Math.floor(index / 4) % 5) + (hadAny(index) && variantOf(index) === 1 ? 20 : 0);
    await did(units.map(({ unit, index }) => ({ name: 'purchase', unit, value: value(index), hours: 2 })));
    await did(
      units
        .filter(({ index }) => hadAny(index))
        .map(({ unit }) => ({ name: 'purchase', unit, value: 1, hours: 1 - 47 })),
    );
    for (const full of [false, true]) {
      const analysis = await analysedAt(30, { full, segments: full ? ['country'] : [] });
      const { result } = analysis;
      expect(result.segments).toEqual([
        { attribute: 'country', failure: null },
        { attribute: name, failure: null },
      ]);
      const byPast = result.metrics[0]?.segments.find(({ attribute }) => attribute === name);
      expect(byPast?.heterogeneity).toMatchObject({ ok: true, value: { degreesOfFreedom: 1 } });
      expect(byPast?.heterogeneity.ok === true && byPast.heterogeneity.value.p < 1e-6).toBe(true);
      expect(
        byPast?.segments.map(({ value: of, control, treatment }) => [
          of,
          control.n,
          treatment.n,
          Math.round(treatment.mean - control.mean),
        ]),
      ).toEqual([
        ['none', 20, 20, 0],
        ['some', 20, 20, 20],
      ]);
      const split = result.health.segmentRatios.filter(({ attribute }) => attribute === name);
      expect(split.map(({ value: of, units: counts }) => [of, counts])).toEqual([
        ['none', [20, 20]],
        ['some', [20, 20]],
      ]);
      const proof = proofOf(analysis).find(({ name: of }) => of === 'metrics');
      expect(proof?.metrics).toEqual(['spend']);
      expect(proof?.text).toContain(`array['country', '${name}']`);
    }
  });

  it.each([
    { by: 'country', planned: [{ attribute: 'country', postStratify: true }, past] },
    { by: name, planned: [{ attribute: 'country' }, { ...past, postStratify: true }] },
  ])('post-stratify effects where the plan says so: by $by', async ({ by, planned }) => {
    const metrics = [{ ...spend, definition: { ...spend.definition, covariate: { lengthHours: 48 } } }];
    const plan = { method: 'always-valid', plannedUnits: 80 };
    const { exposed, did, analysedAt } = await runWithEvidence(database, metrics, {
      plan,
      segments: planned,
    });
    const units = Array.from({ length: 80 }, (_, index) => ({ unit: `unit-${String(index)}`, index }));
    const isOften = (index: number) => index % 8 < 4;
    await exposed(
      units.map(({ unit, index }) => ({
        unit,
        variant: index % 2,
        hours: 1,
        attributes: { country: isOften(index) ? 'de' : 'fr' },
      })),
    );
    const value = (index: number) => (isOften(index) ? 50 : 10) + (index % 2) + (Math.floor(index / 8) % 3);
    await did(units.map(({ unit, index }) => ({ name: 'purchase', unit, value: value(index), hours: 2 })));
    await did(
      units
        .filter(({ index }) => isOften(index))
        .map(({ unit, index }) => ({ name: 'purchase', unit, value: 1 + (index % 3), hours: 1 - 47 })),
    );
    for (const full of [false, true]) {
      const { result } = await analysedAt(30, { full });
      const effect = result.metrics[0]?.effects[0];
      if (effect?.adjustment?.ok !== true) throw new Error('The effect is not adjusted.');
      const { strata, names, dropped, varianceReduction } = effect.adjustment.value;
      expect(strata?.by).toBe(by);
      expect(strata?.values.map(({ weight }) => weight)).toEqual([0.5, 0.5]);
      expect(names).toEqual(['sum(purchase)', 'any(purchase)']);
      // Whether there was a past is what the strata are.
      expect(dropped).toEqual(['any(purchase)']);
      expect(varianceReduction).toBeGreaterThan(0.9);
      expect(effect).not.toHaveProperty('notPostStratified');
    }
  });

  it('say why there are none where the weights changed within the run; what was read keeps its name in the proof', async () => {
    const plan = { looks: 1, plannedUnits: 2 };
    const { ctx, at, exposed, analysedAt } = await runWithEvidence(database, [spend], { plan, segments });
    const units = Array.from({ length: 80 }, (_, index) => ({ unit: `unit-${String(index)}`, index }));
    const plain = units.map(({ unit, index }) => ({ unit, variant: index % 2, hours: index < 40 ? 1 : 10 }));
    await exposed(plain.map((unit) => ({ ...unit, attributes: { country: 'de' } })));
    const before = await analysedAt(9);
    expect(before.result.segments.map(({ failure }) => failure)).toEqual([null, null]);
    const weights = { control: 0.4, treatment: 0.6 };
    await rampExperiment({ ctx: { ...ctx, now: () => at(9) }, input: { key: 'checkout', weights } });
    const analysis = await analysedAt(40);
    const { result } = analysis;
    const failure = cannotSay('split-changed', 'weights-changed-not-by-period', {
      changedAt: at(9).toISOString(),
    });
    const refusal = `The weights were changed within the run, on ${dayWords(at(9).toISOString())} (UTC), and this is not computed by period of constant weights.`;
    expect(result.segments).toEqual([
      { attribute: 'country', failure },
      { attribute: name, failure },
    ]);
    expect(result.metrics[0]?.segments).toEqual([]);
    expect(result.health.segmentRatios.map(({ attribute }) => attribute)).toEqual([name, 'country']);
    expect(segmentSplit(result, null)).toEqual({ tone: 'unknown', figure: 'Cannot say', text: refusal });
    const proof = proofOf(analysis).find(({ name: of }) => of === 'metrics');
    expect(proof?.text).toContain(`array['country', '${name}']`);
  });

  it('are part of what a run froze, and are refused where one is listed twice or is none', async () => {
    const { ctx } = await createWorkspace(database);
    const input = experimentBody({ segments });
    const { version } = await createExperiment({ ctx, input });
    const planned = [{ attribute: 'country' }, { ...past, where: [], split: 'none-some' }];
    expect((await getExperiment({ ctx, input: { key: 'checkout' } })).segments).toEqual(planned);
    const changed = (changes: object) =>
      updateExperiment({ ctx, input: { key: 'checkout', version, changes } });
    for (const refused of [
      [past, past],
      [{ attribute: '' }],
      [{ ...past, split: 'terciles' }],
      [{ ...past, lengthHours: 0 }],
      [{ ...past, attribute: 'country' }],
    ]) {
      await expect(changed({ segments: refused })).rejects.toMatchObject({ status: 400 });
    }
    expect((await changed({ name: 'Other' })).segments).toEqual(planned);
  });
});
