import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../lib/database/client';
import { cloneDatabaseUrl } from '../support/database';
import { makeKey, makeWorkspace } from '../support/factories';
import { startServerProcess } from '../support/server-process';
import { isShortForm } from '../support/form';

// A million events over HTTP, as many applications send them: some twice, some wrong. The books must balance to the last
// one, and the server's memory must not grow with what went through it.

const SENT = isShortForm ? 60_000 : 1_000_000;
const BATCH = 1_000;
const CLIENTS = 16;
const MAX_GROWTH = 1.3;

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 2 });
afterAll(() => database.close());
const { environmentId } = await makeWorkspace(database);
const key = await makeKey(database, environmentId);
const server = await startServerProcess({ databaseUrl });
afterAll(() => server.end());

const answerSchema = z.object({ accepted: z.int(), duplicate: z.int(), rejected: z.array(z.unknown()) });

/** Of a hundred, one is malformed and two repeat an earlier one: the one before, and one of the batch before. */
function eventAt(index: number): object {
  const event = {
    unit: `user-${index % 100_000}`,
    name: `event-${index % 5}`,
    properties: { page: index % 50 },
  };
  if (index % 100 === 17) return { ...event, id: `e-${index}`, value: 'much' };
  if (index % 100 === 40) return { ...event, id: `e-${index - 1}` };
  if (index % 100 === 60) return { ...event, id: `e-${Math.max(59, index - BATCH - 1)}` };
  return { ...event, id: `e-${index}`, value: index % 7 };
}

const total = { sent: 0, accepted: 0, duplicate: 0, rejected: 0 };
let next = 0;

async function sendUntil(end: number): Promise<void> {
  const client = async (): Promise<void> => {
    while (next < end) {
      const start = next;
      next += BATCH;
      const events = Array.from({ length: BATCH }, (_, offset) => eventAt(start + offset));
      const response = await fetch(`${server.url}/api/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events }),
      });
      expect(response.status).toBe(200);
      const { accepted, duplicate, rejected } = answerSchema.parse(await response.json());
      total.sent += BATCH;
      total.accepted += accepted;
      total.duplicate += duplicate;
      total.rejected += rejected.length;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

test(`${SENT} events over HTTP: sent = accepted + duplicate + rejected, the tables agree, the memory stays`, async () => {
  // The short form warms the server up with more than a tenth of what it sends.
  await sendUntil(SENT / (isShortForm ? 2 : 10));
  const residentEarly = server.residentBytes();
  await sendUntil(SENT);
  const residentLate = server.residentBytes();

  const { rows } = await database.pool.query<{ events: number; keys: number; ids: number; rejected: number }>(
    `select
       (select count(*)::int from "events") as "events",
       (select count(distinct "key")::int from "events") as "ids",
       (select count(*)::int from "event_keys") as "keys",
       (select count(*)::int from "rejected_events") as "rejected"`,
  );
  const growth = residentLate / residentEarly;
  process.stdout.write(
    `${JSON.stringify({ ...total, residentEarly, residentLate, growth: Number(growth.toFixed(3)) })}\n`,
  );
  expect(total).toEqual({
    sent: SENT,
    accepted: (SENT * 97) / 100,
    duplicate: (SENT * 2) / 100,
    rejected: SENT / 100,
  });
  const { accepted, rejected } = total;
  expect(rows).toEqual([{ events: accepted, ids: accepted, keys: accepted, rejected }]);
  expect(growth).toBeLessThanOrEqual(MAX_GROWTH);
});
