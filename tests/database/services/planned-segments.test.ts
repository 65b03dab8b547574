import { describe, expect, it } from 'vitest';
import { proofOf } from '../../../lib/services/analysis/analysis-proof';
import { createExperiment } from '../../../lib/services/experiments/create-experiment';
import { getExperiment } from '../../../lib/services/experiments/get-experiment';
import { updateExperiment } from '../../../lib/services/experiments/update-experiment';
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
        { attribute: 'country', refusal: null },
        { attribute: name, refusal: null },
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
