import { expect, test } from 'vitest';
import { countVerdicts } from '../../lib/verbs/data/count-verdicts';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import { cloneDatabase } from '../support/database';
import { createWorkspace } from '../support/workspace';

const database = await cloneDatabase();

test('an id that comes again with another content is counted apart, and a resend is not', async () => {
  const { ctx, environmentId } = await createWorkspace(database);
  const process = { ...ctx, environmentId, ingestion: createIngestion(createEvidence(database).write) };
  const send = async (...events: readonly object[]) => {
    const { accepted, duplicate } = await recordEvents({ ctx: process, input: { events } });
    await process.ingestion.write.verdicts.flush();
    const { counts } = await countVerdicts({ ctx, input: {} });
    const conflicting = counts.find(({ code }) => code === 'CONFLICTING_DUPLICATE')?.items ?? 0;
    return { accepted, duplicate, conflicting };
  };
  const order = { id: '1', unit: 'u', name: 'order', value: 5, properties: { a: 1, b: 2 } };
  const plain = { id: '2', unit: 'u', name: 'order' };
  expect(await send(order, plain)).toEqual({ accepted: 2, duplicate: 0, conflicting: 0 });
  // In another order, at another time, twice at once: the same.
  const moved = {
    ...order,
    properties: { b: 2, a: 1 },
    occurredAt: new Date(Date.now() - 60_000).toISOString(),
  };
  expect(await send(moved, order, plain)).toEqual({ accepted: 0, duplicate: 3, conflicting: 0 });
  expect(await send(order, plain)).toEqual({ accepted: 0, duplicate: 2, conflicting: 0 });
  const others = [
    { value: 7 },
    { unit: 'v' },
    { name: 'other' },
    { properties: { a: 1 } },
    { properties: null },
  ];
  const conflicts = others.map((other) => ({ ...order, ...other }));
  expect(await send(...conflicts)).toEqual({ accepted: 0, duplicate: 5, conflicting: 5 });
  // Within one request as well.
  const fresh = { id: '3', unit: 'u', name: 'order' };
  expect(await send(fresh, { ...fresh, unit: 'v' })).toEqual({ accepted: 1, duplicate: 1, conflicting: 6 });
});

test('no properties, empty ones and those that are null say the same, and no other does', async () => {
  const { ctx, environmentId } = await createWorkspace(database);
  const process = { ...ctx, environmentId, ingestion: createIngestion(createEvidence(database).write) };
  const nothing = [{}, { properties: null }, { properties: {} }, { properties: { a: null } }];
  const something = [{ properties: { a: { b: null } } }, { properties: { a: {} } }];
  const conflictsOf = async (first: object, second: object) => {
    const event = { id: JSON.stringify([first, second]), unit: 'u', name: 'order' };
    await recordEvents({ ctx: process, input: { events: [{ ...event, ...first }] } });
    await process.ingestion.write.verdicts.flush();
    const count = () =>
      countVerdicts({ ctx, input: {} }).then(
        ({ counts }) => counts.find(({ code }) => code === 'CONFLICTING_DUPLICATE')?.items ?? 0,
      );
    const before = await count();
    await recordEvents({ ctx: process, input: { events: [{ ...event, ...second }] } });
    await process.ingestion.write.verdicts.flush();
    return (await count()) - before;
  };
  for (const same of [nothing, something]) {
    for (const first of same) for (const second of same) expect(await conflictsOf(first, second)).toBe(0);
  }
  for (const first of nothing) {
    for (const second of [...something, { properties: { a: 0 } }, { properties: { a: [null] } }]) {
      expect(await conflictsOf(first, second)).toBe(1);
      expect(await conflictsOf(second, first)).toBe(1);
    }
  }
});
