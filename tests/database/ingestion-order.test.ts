import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import { recordExposures } from '../../lib/ingestion/record-exposures';
import { recordIdentities } from '../../lib/ingestion/record-identities';
import { cloneDatabase } from '../support/database';
import { makeRunningExperiment, makeWorkspace } from '../support/factories';

const database = await cloneDatabase();
const ingestion = createIngestion(createEvidence(database).write);
const startedAt = new Date('2026-03-10T00:00:00Z');
const now = new Date('2026-03-11T00:00:00Z');
const permissions = new Set(['data:write'] as const);

type Item = Readonly<Record<string, unknown>>;

/** An environment with a running experiment, how items get there, and all that is stored of them. */
async function place() {
  const workspace = await makeWorkspace(database);
  const experiment = { key: 'checkout', values: [0, 1, 2], startedAt };
  const { runId } = await makeRunningExperiment(database, workspace, experiment);
  const { environmentId } = workspace;
  const reach = { over: 'environment', home: environmentId } as const;
  const actor = { kind: 'key', id: 'k', label: 'test', permissions, reach } as const;
  const ctx = { ...workspace, actor, database, ingestion, now: () => now };
  return {
    sendAll: async ({ exposures, events, identities }: Sent) => {
      await recordExposures({ ctx, input: { exposures } });
      await recordEvents({ ctx, input: { events } });
      await recordIdentities({ ctx, input: { identities } });
    },
    stored: async () => {
      const { rows: exposures } = await database.pool.query<object>(
        `select unit, variant, other_variant, first_seen_at, attributes
         from exposures where run_id = $1 order by unit collate "C"`,
        [runId],
      );
      const { rows: events } = await database.pool.query<object>(
        `select key, name, unit, value, occurred_at, properties from events where environment_id = $1 order by key`,
        [environmentId],
      );
      const { rows: links } = await database.pool.query<object>(
        `select unit, person from identity_links where environment_id = $1 order by unit collate "C"`,
        [environmentId],
      );
      return { exposures, events, links };
    },
  };
}

interface Sent {
  readonly exposures: readonly Item[];
  readonly events: readonly Item[];
  readonly identities: readonly Item[];
}

const unit = fc.integer({ min: 0, max: 4 }).map((number) => `unit-${number}`);
/** Some of them by a clock that is behind, before the run began. */
const instant = fc
  .integer({ min: -2, max: 6 })
  .map((minutes) => new Date(startedAt.getTime() + minutes * 60_000).toISOString());
const json = fc.dictionary(fc.constantFrom('country', 'plan'), fc.constantFrom('SE', 'NO', 1, true, null), {
  maxKeys: 2,
});
const optional = { requiredKeys: ['experiment', 'variant', 'unit', 'run', 'occurredAt'] } as const;

const exposure = fc.record(
  {
    experiment: fc.constant('checkout'),
    variant: fc.constantFrom('control', 'treatment-1', 'treatment-2'),
    unit,
    run: fc.constant(1),
    occurredAt: instant,
    attributes: json,
    forced: fc.boolean(),
    reason: fc.constantFrom('SPLIT', 'TARGETING_MATCH'),
    id: fc.constantFrom('a', 'b'),
  },
  { requiredKeys: [...optional.requiredKeys] },
);

/** Events of one id have one content: of two contents, the first that comes is stored, and the other is told. */
const events = fc
  .uniqueArray(
    fc.record(
      {
        id: fc.integer({ min: 0, max: 9 }).map((number) => `event-${number}`),
        unit,
        name: fc.constantFrom('purchase', 'refund'),
        value: fc.constantFrom(0, 1, -2.5, 1e30),
        occurredAt: instant,
        properties: json,
      },
      { requiredKeys: ['id', 'unit', 'name'] },
    ),
    { selector: ({ id }) => id, maxLength: 6 },
  )
  .chain((distinct) => {
    const later = fc.array(fc.tuple(fc.nat(5), instant), { maxLength: 4 });
    return later.map((copies) => [
      ...distinct,
      ...copies.flatMap(([index, occurredAt]) => {
        const event = distinct[index];
        return event === undefined ? [] : [{ ...event, occurredAt }];
      }),
    ]);
  });

/** Each unit is linked to one of a higher number: no circle, and no second link that would be refused. */
const identities = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 })), {
    selector: ([from]) => from,
    maxLength: 6,
  })
  .map((pairs) => pairs.map(([from, by]) => ({ anonymous: `unit-${from}`, unit: `unit-${from + by}` })));

const fieldsLeftOut = {
  exposures: ['attributes', 'forced', 'reason', 'id', 'userAgent'],
  events: ['value', 'occurredAt', 'properties', 'userAgent'],
  identities: ['id'],
} as const;

/** The same with null for every field that is left out. */
function withNulls(items: readonly Item[], fields: readonly string[]): readonly Item[] {
  const nothing = Object.fromEntries(fields.map((field) => [field, null]));
  return items.map((item) => ({ ...nothing, ...item }));
}

function nextOf(numbers: Iterator<number, unknown>): number {
  const next = numbers.next();
  return next.done === true ? 0 : next.value;
}

test('what is stored is the same in any order, sent twice, or with null for what is left out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(exposure, { maxLength: 8 }),
      events,
      identities,
      fc.infiniteStream(fc.nat()),
      async (exposuresSent, eventsSent, identitiesSent, orders) => {
        const sent = { exposures: exposuresSent, events: eventsSent, identities: identitiesSent };
        const order = (items: readonly Item[]) =>
          items
            .map((item) => ({ item, at: nextOf(orders) }))
            .sort((one, other) => one.at - other.at)
            .map(({ item }) => item);
        const inOrder = await place();
        await inOrder.sendAll(sent);
        const otherwise = await place();
        const changed = {
          exposures: order([...sent.exposures, ...withNulls(sent.exposures, fieldsLeftOut.exposures)]),
          events: order([...sent.events, ...withNulls(sent.events, fieldsLeftOut.events)]),
          identities: order([...sent.identities, ...withNulls(sent.identities, fieldsLeftOut.identities)]),
        };
        await otherwise.sendAll(changed);
        const expected = await inOrder.stored();
        expect(await otherwise.stored()).toEqual(expected);
        // Nulls alone, so that what is refused for them is missed.
        const asNulls = await place();
        await asNulls.sendAll({
          exposures: withNulls(sent.exposures, fieldsLeftOut.exposures),
          events: withNulls(sent.events, fieldsLeftOut.events),
          identities: withNulls(sent.identities, fieldsLeftOut.identities),
        });
        expect(await asNulls.stored()).toEqual(expected);
        // One item a request, backwards.
        for (const one of [...changed.exposures].reverse()) {
          await otherwise.sendAll({ exposures: [one], events: [], identities: [] });
        }
        expect(await otherwise.stored()).toEqual(expected);
      },
    ),
    { numRuns: 25, seed: 11 },
  );
});
