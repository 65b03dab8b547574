import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricKinds } from '../../lib/model/metrics/kinds';
import type { PastSegment } from '../../lib/model/planned-segment';
import type { Trigger } from '../../lib/model/trigger';
import { wholeWorkspace } from '../../lib/auth/context';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import type { RunScope, EvidenceSnapshot } from '../../lib/evidence/read';
import { createSnapshots } from '../../lib/evidence/postgres/read/snapshots';
import { cloneDatabase } from '../support/database';
import { isShortForm } from '../support/form';
import { makeEnvironment, makeWorkspace } from '../support/factories';
import { compared, comparedByPast, comparedOverTime, metrics, past } from '../support/figure-differences';
import { metricCatalogue } from '../support/metric-catalogue';
import { selected, type RawEvent, type RawExposure, type RawStream } from '../support/recomputed-metrics';

const database = await cloneDatabase();
const ingestion = createIngestion(createEvidence(database).write);
const { workspaceId } = await makeWorkspace(database);
const warehouse = createSnapshots(database.pool);
const actor = {
  kind: 'key',
  id: 'k',
  label: 'test',
  permissions: new Set(['data:write'] as const),
  reach: wholeWorkspace,
} as const;

const hourMs = 3_600_000;

/** Nights on which clocks change in Berlin, New York and on Lord Howe, and one on which none does. */
const starts = [
  '2026-03-28T20:00:00Z',
  '2026-10-24T21:00:00Z',
  '2026-03-07T23:30:00Z',
  '2026-04-04T12:00:00Z',
  '2026-05-31T22:00:00Z',
  // Later than anything arrives: what is stored is ahead of the clock until the horizon comes to it.
  '2090-03-25T20:00:00Z',
  '2090-10-28T21:00:00Z',
];
const runLengthHours = 72;

/** Where windows, days and the horizon have their edges, in milliseconds from a unit's exposure. */
const edges = [-48, -24, 0, 12, 24, 37.5, 48].flatMap((hours) => [-1, 0, 1].map((ms) => hours * hourMs + ms));
const offsetMs = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: -60 * hourMs, max: 80 * hourMs }));
const value = fc.oneof(
  fc.constantFrom(0, 1, -3.25, 1e6 + 0.125, 19.99),
  fc.double({ min: -100, max: 1000, noNaN: true }),
);
const properties = fc.constantFrom(
  null,
  {},
  { plan: 'pro' },
  { plan: 'free', n: 3 },
  { plan: 7, n: 2.5 },
  { plan: '7', n: '3' },
  { plan: null, ok: true },
  { plan: 'pro', ok: 'true', n: 2.4999 },
);

const drawn = fc.record({
  /** Share of the stream that is there when the run is first measured, and how far that looks. */
  firstShare: fc.constantFrom(0, 0.5, 0.9, 1),
  firstHorizonHours: fc.constantFrom(10, 48, 71, 72),
  /** Whether segments by the past are planned: then units' pasts are among what is stored of them. */
  isByPast: fc.boolean(),
  start: fc.constantFrom(...starts),
  units: fc.array(
    fc.record({
      variant: fc.integer({ min: 0, max: 1 }),
      inTwo: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
      // The last ones end their windows exactly at the horizon, one millisecond before and one after it.
      atMs: fc.oneof(
        fc.integer({ min: 0, max: runLengthHours * hourMs + 5 }),
        fc
          .constantFrom(48, 24, 34.5)
          .chain((hours) => fc.constantFrom(-1, 0, 1).map((ms) => hours * hourMs + ms)),
      ),
      country: fc.constantFrom('de', 'at', null),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  events: fc.array(
    fc.record({
      unit: fc.nat(),
      name: fc.constantFrom('buy', 'view', 'view', 'other'),
      offsetMs,
      value,
      properties,
      copies: fc.constantFrom(1, 1, 1, 2, 3),
    }),
    { maxLength: 90 },
  ),
});

type Draw = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** Events of the horizon itself, and of the instant after it, are among those that exposures put there. */
function streamOf({ start, units, events }: Draw): RawStream {
  const startMs = Date.parse(start);
  const exposures = units.map(({ variant, inTwo, atMs, country }, index): RawExposure => ({
    unit: `unit-${String(index)}`,
    variant,
    inTwo,
    at: startMs + atMs,
    attributes: country === null ? null : { country },
  }));
  const sent = events.flatMap(({ unit, copies, offsetMs: offset, ...event }, index) => {
    const exposure = exposures[unit % (exposures.length + 1)];
    const at = (exposure?.at ?? startMs) + offset;
    const row: RawEvent = { ...event, id: `event-${String(index)}`, unit: exposure?.unit ?? 'stranger', at };
    return Array.from({ length: copies }, () => row);
  });
  // Steps of one instant have no order: what chance would seldom draw for a unit that has nothing else.
  const tied = (place: number, name: string, offset: number): RawEvent => ({
    id: `tied-${String(place)}`,
    unit: 'tied',
    name,
    value: 1,
    at: startMs + offset,
    properties: { plan: 'pro', n: 3 },
  });
  exposures.push({ unit: 'tied', variant: 0, inTwo: false, at: startMs, attributes: null });
  const second = 13 * hourMs;
  sent.push(tied(0, 'view', second), tied(1, 'view', second), tied(2, 'buy', second));
  if (units.length % 2 === 0) sent.push(tied(3, 'buy', second + 1));
  // Late and out of order: nothing arrives as it happened.
  const shuffled = sent.map((event, index) => ({ event, place: (index * 7919) % 101 }));
  return {
    exposures,
    events: shuffled.sort((a, b) => a.place - b.place).map(({ event }) => event),
    horizon: startMs + runLengthHours * hourMs,
  };
}

let runs = 0;

/** Stores a part of a stream as callers would send it. */
async function send(runId: number, environmentId: number, { exposures, events, horizon }: RawStream) {
  for (const { unit, variant, inTwo, at, attributes } of exposures) {
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, other_variant, first_seen_at, attributes)
       values ($1, $2, $3, $4, $5, $6)`,
      [runId, unit, variant, inTwo ? 1 - variant : null, new Date(at), attributes],
    );
  }
  const now = () => new Date(horizon + 60 * hourMs);
  const ctx = { workspaceId, environmentId, actor, database, ingestion, now };
  if (events.length === 0) return;
  const sent = events.map(({ at, properties: of, ...event }) => ({
    ...event,
    occurredAt: new Date(at).toISOString(),
    ...(of === null ? {} : { properties: of }),
  }));
  const receipt = await recordEvents({ ctx, input: { events: sent } });
  expect(receipt.rejected).toEqual([]);
}

/** Reads every metric of a stream as a whole, and incrementally after a first part of it was measured. */
async function measured(
  stream: RawStream,
  { firstShare, firstHorizonHours, isByPast }: Pick<Draw, 'firstShare' | 'firstHorizonHours' | 'isByPast'>,
) {
  runs += 1;
  const runId = runs;
  const environmentId = await makeEnvironment(database, workspaceId, randomUUID());
  const requestAt = (horizon: number) => ({
    scope: { runId, environmentId, horizon: new Date(horizon) },
    metrics,
    alphaTwoSided: 0.05,
  });
  const pasts = isByPast ? [past] : [];
  const refreshed = (horizon: number, attributes: readonly (string | PastSegment)[]) =>
    warehouse.inRefresh(runId, (snapshot) => snapshot.measureMetrics({ ...requestAt(horizon), attributes }));
  const split = (rows: number) => Math.floor(rows * firstShare);
  const { exposures, events, horizon } = stream;
  const [someExposures, someEvents] = [split(exposures.length), split(events.length)];
  const first = {
    ...stream,
    exposures: exposures.slice(0, someExposures),
    events: events.slice(0, someEvents),
  };
  await send(runId, environmentId, first);
  await refreshed(horizon + (firstHorizonHours - runLengthHours) * hourMs, pasts);
  const rest = { ...stream, exposures: exposures.slice(someExposures), events: events.slice(someEvents) };
  await send(runId, environmentId, rest);
  const changed = await refreshed(horizon, pasts);
  const bySegment = await refreshed(horizon, ['country', ...pasts]);
  const { scope } = requestAt(horizon);
  return warehouse.inSnapshot(async (snapshot) => ({
    triggered: await readTriggered(snapshot, scope, pasts),
    whole: await snapshot.measureMetrics({ ...requestAt(horizon), attributes: ['country', ...pasts] }),
    overTime: (await snapshot.measureOverTime(scope, metrics)).evidence,
    changed,
    bySegment,
  }));
}

const triggers: readonly Trigger[] = [
  { event: 'view', where: [], from: 'trigger' },
  { event: 'view', where: [], from: 'exposure' },
  { event: 'buy', where: [{ property: 'n', operator: 'above', value: 1 }], from: 'trigger' },
];

/** The same of the units that triggered, by each trigger. */
async function readTriggered(snapshot: EvidenceSnapshot, scope: RunScope, pasts: readonly PastSegment[]) {
  const read = [];
  for (const trigger of triggers) {
    const of = { ...scope, trigger };
    const attributes = ['country', ...pasts];
    const units = (await snapshot.countTriggeredUnits(of)).rows;
    const { metrics: figures } = await snapshot.measureMetrics({
      scope: of,
      metrics,
      attributes,
      alphaTwoSided: 0.05,
    });
    const overTime = (await snapshot.measureOverTime(of, metrics)).evidence;
    read.push({ trigger, units, figures, overTime });
  }
  return read;
}

/** The stream as if those that triggered were all that were exposed. */
function triggeredStream(stream: RawStream, trigger: Trigger): RawStream {
  const exposures = stream.exposures.flatMap((exposure): RawExposure[] => {
    const times = selected(stream.events, trigger)
      .filter(({ unit, at }) => unit === exposure.unit && at >= exposure.at && at <= stream.horizon)
      .map(({ at }) => at);
    if (times.length === 0) return [];
    if (trigger.from === 'exposure') return [exposure];
    return [{ ...exposure, at: Math.min(...times), exposedAt: exposure.at }];
  });
  return { ...stream, exposures };
}

describe('every metric, computed a second time from rows', () => {
  it('has its kind in the catalogue', () => {
    expect(new Set(metricCatalogue.map(({ kind }) => kind))).toEqual(new Set(metricKinds));
  });

  it('agrees to 1e-9, read as a whole and incrementally, on late, resent, missing and boundary-time events in several zones across changes of clocks', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (draw) => {
        const stream = streamOf(draw);
        const { whole, changed, bySegment, overTime, triggered } = await measured(stream, draw);
        expect([whole, changed, bySegment].map(({ isIncremental }) => isIncremental)).toEqual([
          false,
          true,
          true,
        ]);
        expect(compared(stream, whole.metrics)).toEqual([]);
        expect(compared(stream, changed.metrics, [])).toEqual([]);
        expect(compared(stream, bySegment.metrics)).toEqual([]);
        for (const { metrics: read } of draw.isByPast ? [whole, changed, bySegment] : []) {
          expect(comparedByPast(stream, read)).toEqual([]);
        }
        expect(comparedOverTime(stream, overTime)).toEqual([]);
        for (const { trigger, units, figures, overTime: since } of triggered) {
          const of = triggeredStream(stream, trigger);
          const met = of.exposures.filter(({ inTwo, at }) => !inTwo && at <= of.horizon);
          const counts = [0, 1].map((variant) => met.filter((one) => one.variant === variant).length);
          expect([0, 1].map((one) => units.find(({ variant }) => variant === one)?.units ?? 0)).toEqual(
            counts,
          );
          expect(compared(of, figures)).toEqual([]);
          expect(draw.isByPast ? comparedByPast(of, figures) : []).toEqual([]);
          expect(comparedOverTime(of, since)).toEqual([]);
        }
      }),
      { numRuns: isShortForm ? 12 : 60, seed: 15 },
    );
  });
});
