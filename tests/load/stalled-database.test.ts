import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../lib/database/client';
import { cloneDatabaseUrl } from '../support/database';
import { makeKey, makeWorkspace } from '../support/factories';
import { startServerProcess } from '../support/server-process';
import { isShortForm } from '../support/form';

// The storage stalls while everybody goes on sending. What cannot be stored is refused before the memory grows: nothing is
// acknowledged, nothing crashes, and when the storage is back, so is everything else.

const SENDERS = 200;
const STALL_MS = isShortForm ? 8_000 : 25_000;
const BODY_EVENTS = 1_000;
const PROPERTY_CHARACTERS = 2_000;
/** 200 bodies of 2 MB would take some 2,400 MB as text, items, rows and parameters. */
const MAX_RESIDENT_BYTES = 600 * 1024 * 1024;

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 2 });
afterAll(() => database.close());
const { environmentId } = await makeWorkspace(database);
const key = await makeKey(database, environmentId);
const server = await startServerProcess({ databaseUrl });
afterAll(() => server.end());

function bodyOf(series: string): Buffer {
  const properties = { text: 'x'.repeat(PROPERTY_CHARACTERS) };
  const events = Array.from({ length: BODY_EVENTS }, (_, index) => {
    return { id: `${series}-${index}`, unit: 'u', name: 'stalled', properties };
  });
  return Buffer.from(JSON.stringify({ events }));
}

async function post(body: Buffer): Promise<Response> {
  return fetch(`${server.url}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: new Uint8Array(body),
  });
}

async function countEvents(): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    'select count(*)::int as "count" from "events"',
  );
  return rows[0]?.count ?? 0;
}

test('200 senders against a stalled storage: 503 with Retry-After, bounded memory, nothing acknowledged, and then all is well', async () => {
  const bodies = Array.from({ length: 8 }, (_, index) => bodyOf(`s${index}`));
  expect((await post(bodyOf('before'))).status).toBe(200);
  const statuses = new Map<number, number>();
  const stall = { isOver: false };
  let most = 0;

  const holder = await database.pool.connect();
  await holder.query('begin');
  await holder.query('lock table "event_keys" in access exclusive mode');
  const watch = (async () => {
    while (!stall.isOver) {
      most = Math.max(most, server.residentBytes());
      await sleep(50);
    }
  })();
  const senders = Array.from({ length: SENDERS }, async (_, index) => {
    const body = bodies[index % bodies.length] ?? bodyOf('none');
    while (!stall.isOver) {
      const response = await post(body);
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status === 503) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      await sleep(200);
    }
  });
  await sleep(STALL_MS);
  const duringStall = new Map(statuses);
  await holder.query('rollback');
  holder.release();
  stall.isOver = true;
  await Promise.all([...senders, watch]);

  process.stdout.write(
    `${JSON.stringify({ answers: Object.fromEntries(duringStall), mostResidentMegabytes: Math.round(most / 1024 / 1024) })}\n`,
  );
  expect([...duringStall.keys()]).toEqual([503]);
  expect(most).toBeLessThan(MAX_RESIDENT_BYTES);
  for (const body of bodies) expect((await post(body)).status).toBe(200);
  expect(await countEvents()).toBe((bodies.length + 1) * BODY_EVENTS);
});
