import { expect, test } from 'vitest';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { explainAssignment } from '../../../lib/verbs/experiments/explain-assignment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const { ctx } = await createWorkspace(database);
const targeting = { attribute: 'country', operator: 'equals', value: 'SE' };
await createExperiment({ ctx, input: experimentBody({ targeting }) });

const explained = (unit: string, attributes: object = { country: 'SE' }) =>
  explainAssignment({ ctx, input: { key: 'checkout', unit, attributes } });

test('what does not run is not explained, and what is unknown or foreign is not found', async () => {
  expect(await explained('u')).toBeNull();
  const foreign = await createWorkspace(database, 'Other');
  const asked = explainAssignment({ ctx: foreign.ctx, input: { key: 'checkout', unit: 'u' } });
  await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the trail says why, and what was met earlier counts where the intake is closed', async () => {
  const { runs } = await startExperiment({ ctx, input: { key: 'checkout' } });
  expect(await explained('u', { country: 'NO' })).toMatchObject({
    reason: 'NOT_TARGETED',
    variant: null,
    trail: [
      { step: 'targeting', passed: false, rule: 'country equals "SE"', decides: true },
      { step: 'coverage' },
      { step: 'variant' },
    ],
  });
  const before = await explained('u');
  expect(before).toMatchObject({ reason: 'SPLIT', run: 1 });
  expect(before?.trail.map(({ step }) => step)).toEqual(['targeting', 'coverage', 'variant']);

  await database.pool.query(
    `insert into exposures (run_id, unit, variant, first_seen_at) values ($1, 'u', 1, now())`,
    [runs[0]?.id],
  );
  await stopExperiment({ ctx, input: { key: 'checkout', keepAssigned: true } });
  expect(await explained('u', {})).toMatchObject({ reason: 'SPLIT', variant: 'treatment' });
  expect(await explained('someone else')).toMatchObject({ reason: 'INTAKE_CLOSED', variant: null });
});
