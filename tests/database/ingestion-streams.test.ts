import { describe, expect, test } from 'vitest';
import { runAnalysis } from '../../lib/verbs/analysis/run-analysis';
import type { Context } from '../../lib/auth/context';
import { createExperiment } from '../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../lib/verbs/experiments/start-experiment';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import { recordExposures } from '../../lib/ingestion/record-exposures';
import { createMetric } from '../../lib/verbs/metrics/create-metric';
import { cloneDatabase } from '../support/database';
import { seededUniform } from '../support/seeded-random';
import { createWorkspace, experimentBody } from '../support/workspace';

const database = await cloneDatabase();
const ingestion = createIngestion(createEvidence(database).write);

// Around the edge of a month, so that events and their copies lie in two partitions.
const startedAt = new Date('2026-02-28T12:00:00Z');
const hourMs = 3_600_000;

interface SentItem {
  readonly list: 'exposures' | 'events';
  readonly item: Readonly<Record<string, unknown>> & { readonly occurredAt?: string };
  /** When it is sent. */
  readonly atMs: number;
}

function random(seed: number) {
  const uniform = seededUniform(seed);
  const below = (count: number) => Math.floor(uniform() * count);
  const shuffled = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, order: uniform() }))
      .sort((one, other) => one.order - other.order)
      .map(({ item }) => item);
  return { uniform, below, shuffled };
}

/** What happened, each thing once: units of two variants, some seen in both, some forced, and what they bought. */
function stream(seed: number): SentItem[] {
  const { uniform, below } = random(seed);
  const variants = ['control', 'treatment'];
  const items: SentItem[] = [];
  for (let number = 0; number < 400; number += 1) {
    const unit = `unit-${number}`;
    const seenMs = startedAt.getTime() + below(18 * 60) * 60_000;
    const own = variants[number % 2];
    const exposures = [
      { variant: own, atMs: seenMs },
      ...(uniform() < 0.3 ? [{ variant: own, atMs: seenMs + below(6) * hourMs }] : []),
      ...(uniform() < 0.1 ? [{ variant: variants[(number + 1) % 2], atMs: seenMs + below(3) * hourMs }] : []),
    ];
    const forced =
      uniform() < 0.05
        ? { forced: true }
        : uniform() < 0.05
          ? { reason: number % 2 === 0 ? 'TARGETING_MATCH' : 'STATIC' }
          : {};
    for (const { variant, atMs } of exposures) {
      const item = {
        experiment: 'checkout',
        variant,
        unit,
        occurredAt: new Date(atMs).toISOString(),
        ...forced,
      };
      items.push({ list: 'exposures', item: { ...item, attributes: { n: below(2) } }, atMs });
    }
    for (let bought = 0; bought < below(4); bought += 1) {
      const atMs = seenMs + (below(20) - 4) * hourMs;
      const item = { id: `${unit}:${bought}`, unit, name: 'purchase', value: below(50) };
      items.push({ list: 'events', item: { ...item, occurredAt: new Date(atMs).toISOString() }, atMs });
    }
  }
  return items;
}

/** Copies that must change nothing: the same again, from a clock that runs ahead, or without a time of their own. */
function withCopies(items: readonly SentItem[], seed: number): SentItem[] {
  const { uniform, below } = random(seed);
  return items.flatMap((sent) => {
    const { list, item, atMs } = sent;
    const copies: SentItem[] = [sent];
    if (uniform() < 0.5) copies.push(sent, sent);
    const aheadMs = 1 + below(5 * hourMs);
    if (uniform() < 0.4)
      copies.push({ list, atMs, item: { ...item, occurredAt: new Date(atMs + aheadMs).toISOString() } });
    const { occurredAt: _, ...withoutTime } = item;
    if (uniform() < 0.4) copies.push({ list, item: withoutTime, atMs: atMs + aheadMs });
    return copies;
  });
}

async function emptyPlace() {
  const { ctx, environmentId } = await createWorkspace(database);
  const definition = { event: 'purchase', windowHours: 12 };
  await createMetric({ ctx, input: { key: 'spend', name: 'Spend', kind: 'mean', definition } });
  await createMetric({ ctx, input: { key: 'bought', name: 'Bought', kind: 'proportion', definition } });
  const metrics = ['spend', 'bought'].map((metric) => ({ metric, role: 'success' }));
  const then: Context = { ...ctx, now: () => startedAt };
  await createExperiment({ ctx: then, input: experimentBody({ metrics }) });
  await startExperiment({ ctx: then, input: { key: 'checkout' } });
  return { ctx, environmentId };
}

type Place = Awaited<ReturnType<typeof emptyPlace>>;

/** Sends in batches of any size, a few at once; a batch arrives `delayMs` after the last of its items was sent. */
async function deliver(place: Place, items: readonly SentItem[], seed: number, delayMs: number) {
  const { below } = random(seed);
  const remaining = [...items];
  const sums = { sent: items.length, accepted: 0, duplicate: 0, rejected: 0 };
  const underWay: Promise<void>[] = [];
  while (remaining.length > 0) {
    const batch = remaining.splice(0, 1 + below(300));
    const now = new Date(Math.max(...batch.map(({ atMs }) => atMs)) + delayMs);
    const ctx = { ...place.ctx, environmentId: place.environmentId, ingestion, now: () => now };
    const of = (list: SentItem['list']) => batch.filter((sent) => sent.list === list).map(({ item }) => item);
    const send = async () => {
      const results = [
        await recordExposures({ ctx, input: { exposures: of('exposures') } }),
        await recordEvents({ ctx, input: { events: of('events') } }),
      ];
      for (const { accepted, duplicate, rejected } of results) {
        sums.accepted += accepted;
        sums.duplicate += duplicate;
        sums.rejected += rejected.length;
      }
    };
    underWay.push(send());
    if (underWay.length === 4) await Promise.all(underWay.splice(0));
  }
  await Promise.all(underWay);
  return sums;
}

/** Sums are taken in the order in which Postgres finds the rows, which moves the last of sixteen digits. */
function rounded(result: object): unknown {
  return JSON.parse(JSON.stringify(result), (_key, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(11)) : value,
  );
}

/** Everything that was stored, and the analysis of it, without the names that differ between places. */
async function outcome({ ctx, environmentId }: Place) {
  const exposures = await database.pool.query(
    `select unit, variant, other_variant, first_seen_at, attributes from exposures
     where run_id in (select id from runs where environment_id = $1) order by unit collate "C"`,
    [environmentId],
  );
  const events = await database.pool.query(
    `select key, name, unit, value, events.occurred_at, properties, event_keys.occurred_at as key_time
     from events join event_keys using (environment_id, key) where environment_id = $1 order by key`,
    [environmentId],
  );
  const keys = await database.prisma.eventKey.count({ where: { environmentId } });
  const horizon = new Date(startedAt.getTime() + 60 * hourMs);
  const { result } = await runAnalysis({ ctx: { ...ctx, now: () => horizon }, input: { key: 'checkout' } });
  return { exposures: exposures.rows, events: events.rows, keys, result: rounded(result) };
}

describe.each([1, 2, 3])('one stream, delivered in any way (seed %i)', (seed) => {
  test('resent, shuffled, delayed and clock-skewed copies give the same tables and the same analysis', async () => {
    const items = stream(seed);
    const inOrder = [...items].sort((one, other) => one.atMs - other.atMs);
    const once = await emptyPlace();
    const sums = await deliver(once, inOrder, seed, 0);
    expect(sums.rejected).toBe(0);
    const expected = await outcome(once);
    expect(expected.events).toHaveLength(items.filter(({ list }) => list === 'events').length);
    expect(expected.exposures).toHaveLength(400);
    expect(expected.result).toMatchObject({ metrics: [{}, {}] });

    for (const [round, delayMs] of [0, 3 * hourMs, 30 * hourMs].entries()) {
      const place = await emptyPlace();
      const copies = random(seed * 100 + round).shuffled(withCopies(items, seed * 10 + round));
      expect(copies.length).toBeGreaterThan(items.length * 1.5);
      const copied = await deliver(place, copies, seed + round, delayMs);
      expect(copied.accepted + copied.duplicate + copied.rejected).toBe(copied.sent);
      const { result, ...tables } = await outcome(place);
      expect(tables).toEqual({ exposures: expected.exposures, events: expected.events, keys: expected.keys });
      expect(result).toEqual(expected.result);
    }
  });
});

test('two services that send the same ids into two environments do not collide', async () => {
  const places = [await emptyPlace(), await emptyPlace()];
  const items = stream(9);
  const sums = await Promise.all(places.map((place) => deliver(place, items, 9, 0)));
  expect(sums[0]?.accepted).toBe(sums[1]?.accepted);
  const [first, second] = await Promise.all(places.map(outcome));
  expect(first).toEqual(second);
  expect(first?.keys).toBe(items.filter(({ list }) => list === 'events').length);
});
