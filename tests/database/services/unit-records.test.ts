import { expect, test } from 'vitest';
import { z } from 'zod';
import { createEvidence } from '../../../lib/evidence/create-evidence';
import { createIngestion } from '../../../lib/ingestion/ingestion';
import { recordEvents } from '../../../lib/ingestion/record-events';
import { recordExposures } from '../../../lib/ingestion/record-exposures';
import { recordIdentities } from '../../../lib/ingestion/record-identities';
import { eraseUnit } from '../../../lib/verbs/data/erase-unit';
import { exportUnitRecords } from '../../../lib/verbs/data/export-unit-records';
import { readUnitReport } from '../../../lib/verbs/data/read-unit-report';
import { cloneDatabase } from '../../support/database';
import { makeRunningExperiment } from '../../support/factories';
import { createWorkspace } from '../../support/workspace';

// A person may ask what is stored of them: it is exactly what an erasure removes.

const database = await cloneDatabase();

async function place() {
  const { ctx, workspaceId, environmentId } = await createWorkspace(database);
  const ingestion = createIngestion(createEvidence(database).write);
  return { ctx, workspaceId, environmentId, process: { ...ctx, environmentId, ingestion } };
}

type Place = Awaited<ReturnType<typeof place>>;

/** Two events a name at each of few instants: more than one page, and many of one time. */
function eventsOf(unit: string, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    unit,
    name: index % 3 === 0 ? 'visit' : 'order',
    value: index,
    occurredAt: new Date(Date.UTC(2026, 1, 1 + (index % 4))).toISOString(),
  }));
}

async function send({ process }: Place, events: readonly object[]): Promise<void> {
  for (let from = 0; from < events.length; from += 1000) {
    await recordEvents({ ctx: process, input: { events: events.slice(from, from + 1000) } });
  }
}

async function exported({ ctx }: Place, unit: string): Promise<readonly Record<string, unknown>[]> {
  const { body } = await exportUnitRecords({ ctx, input: { unit } });
  const lines = (await new Response(body).text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
}

const countOf = (rows: readonly { readonly kind?: unknown }[], kind: string): number =>
  rows.filter((row) => row.kind === kind).length;

test('what is stored of a unit and of those linked to it is told and exported: what an erasure removes, and nothing else', async () => {
  const here = await place();
  const elsewhere = await place();
  const { key } = await makeRunningExperiment(database, here, {
    startedAt: new Date('2026-03-01T00:00:00Z'),
  });
  const named = ['anna "é"', 'device'];
  for (const unit of [...named, 'bert']) {
    await send(here, eventsOf(unit, unit === 'device' ? 10 : 3100));
    await send(here, [{ unit, name: 'visit', value: 'bad' }]);
    const exposures = [{ experiment: key, variant: 'control', unit, attributes: { country: 'NL' } }];
    await recordExposures({ ctx: here.process, input: { exposures } });
  }
  await send(elsewhere, eventsOf('anna "é"', 5));
  const identities = [{ anonymous: 'device', unit: 'anna "é"' }];
  await recordIdentities({ ctx: here.process, input: { identities } });

  const lines = await exported(here, 'anna "é"');
  const { units, places } = await readUnitReport({ ctx: here.ctx, input: { unit: 'anna "é"' } });
  const removed = await eraseUnit({ ctx: here.ctx, input: { unit: 'anna "é"' } });

  expect(units).toEqual(named);
  expect(removed).toMatchObject({ units: 2, exposures: 2, events: 3110, rejected: 2, links: 1, places });
  const kinds = { exposure: 2, event: 3110, rejected: 2, link: 1 };
  for (const [kind, count] of Object.entries(kinds)) {
    expect(countOf(lines, kind), kind).toBe(count);
    const inPlaces = places.filter((one) => one.kind === kind).reduce((sum, { rows }) => sum + rows, 0);
    expect(inPlaces, kind).toBe(count);
  }
  const events = lines.filter(({ kind }) => kind === 'event');
  expect(new Set(events.map(({ unit, value }) => `${String(unit)} ${String(value)}`)).size).toBe(3110);
  expect(JSON.stringify(lines)).not.toContain('bert');
  expect(lines.find(({ kind }) => kind === 'exposure')).toMatchObject({
    ...{ environment: 'production', experiment: key, run: 1, variant: 'control', isLeftOut: false },
    attributes: { country: 'NL' },
  });
  expect(places.find(({ kind, name }) => kind === 'event' && name === 'order')).toMatchObject({
    firstAt: new Date('2026-02-01T00:00:00Z'),
    lastAt: new Date('2026-02-04T00:00:00Z'),
  });
  expect(await exported(here, 'anna "é"')).toEqual([]);
  expect(countOf(await exported(here, 'bert'), 'event')).toBe(3100);
  expect(countOf(await exported(elsewhere, 'anna "é"'), 'event')).toBe(5);
});

test('a refused item of a unit whose number begins with that of another is not taken for its own', async () => {
  const here = await place();
  const { ctx, process } = here;
  await recordEvents({ ctx: process, input: { events: [471, 4711].map((unit) => ({ unit, name: '' })) } });
  const identities = [471, 4711].map((anonymous) => ({ anonymous, unit: 'bert' }));
  await recordIdentities({ ctx: process, input: { identities } });
  const bodies = (await exported(here, '471')).map(({ body }) => body);
  expect(bodies).toEqual(['{"unit":471,"name":""}', '{"anonymous":471,"unit":"bert"}']);
  expect(await eraseUnit({ ctx, input: { unit: '471' } })).toMatchObject({ rejected: 2 });
  expect(countOf(await exported(here, '4711'), 'rejected')).toBe(2);
});

test('the audit trail says that somebody exported a unit, and not which', async () => {
  const here = await place();
  await exported(here, 'anna');
  const entry = await database.prisma.auditEntry.findFirstOrThrow({
    where: { workspaceId: here.workspaceId },
    orderBy: { id: 'desc' },
  });
  expect(entry).toMatchObject({ action: 'unit.export', subject: 'unit:exported' });
  expect(JSON.stringify(entry.detail)).not.toContain('anna');
});
