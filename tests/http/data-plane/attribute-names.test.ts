import { expect, test } from 'vitest';
import { send, startDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
const { runId } = await makeRunningExperiment(database, place, { key: 'checkout', values: ['old', 'new'] });
await server.dataPlane.refresh();

const flags = `${url}/ofrep/v1/evaluate/flags`;

test('a name that no rule can ask for fails no evaluation: the attribute alone is left out of the exposure, and counted', async () => {
  const { environmentId } = place;
  const attributes = { country: 'SE', undefined: 1, 'plan\u200b': 'pro', text: 'a\0b', byPlan: { null: 2 } };
  const context = { targetingKey: 'named-badly', ...attributes };
  expect(await send(`${flags}/checkout`, key, { context })).toMatchObject({ body: { reason: 'SPLIT' } });
  const asked = { unit: 'named-well', experiments: ['checkout'], attributes: { country: 'SE' } };
  for (const unit of ['named-well', 'another'])
    expect(await send(`${url}/api/v1/assignments`, key, { ...asked, unit })).toMatchObject({ status: 200 });
  const { prisma } = database;
  const units = { in: ['named-badly', 'named-well'] };
  const stored = async () => {
    const rows = await prisma.exposure.findMany({
      where: { runId, unit: units },
      orderBy: { unit: 'asc' },
    });
    return rows.map((row) => row.attributes);
  };
  await expect.poll(stored).toEqual([{ country: 'SE', byPlan: { null: 2 } }, { country: 'SE' }]);
  const leftOut = () =>
    prisma.ingestionCount.aggregate({
      where: { environmentId, code: 'ATTRIBUTES_LEFT_OUT' },
      _sum: { items: true },
    });
  await expect.poll(leftOut).toMatchObject({ _sum: { items: 1n } });
});
