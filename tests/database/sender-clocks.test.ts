import { describe, expect, test } from 'vitest';
import { runAnalysis } from '../../lib/verbs/analysis/run-analysis';
import { createExperiment } from '../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../lib/verbs/experiments/stop-experiment';
import { createMetric } from '../../lib/verbs/metrics/create-metric';
import { countVerdicts } from '../../lib/verbs/data/count-verdicts';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import { recordExposures } from '../../lib/ingestion/record-exposures';
import { cloneDatabase } from '../support/database';
import { createWorkspace, experimentBody } from '../support/workspace';

// A unit that met a variant and then bought counts as one that bought, whatever the clock of its device says.

const database = await cloneDatabase();
const startedAt = new Date('2026-03-10T12:00:00Z');
const secondMs = 1_000;
const minuteMs = 60 * secondMs;

async function place() {
  const { ctx, environmentId } = await createWorkspace(database);
  const ingestion = createIngestion(createEvidence(database).write);
  const then = { ...ctx, now: () => startedAt };
  const definition = { event: 'purchase' };
  await createMetric({ ctx, input: { key: 'bought', name: 'Bought', kind: 'proportion', definition } });
  const metrics = [{ metric: 'bought', role: 'success' }];
  await createExperiment({ ctx: then, input: experimentBody({ metrics }) });
  await startExperiment({ ctx: then, input: { key: 'checkout' } });
  return { ctx, environmentId, ingestion };
}

type Place = Awaited<ReturnType<typeof place>>;

interface Device {
  /** By how much its clock is ahead; behind, where it is negative. */
  readonly aheadMs: number;
  /** When it met the variant after the run's start, bought, and sent both. */
  readonly exposedMs: number;
  readonly boughtMs: number;
  readonly sentMs: number;
  /** How long each of the two bodies takes. */
  readonly exposuresTakeMs?: number;
  readonly eventsTakeMs?: number;
  /** Whether it says when it sends. */
  readonly tellsClock: boolean;
}

const at = (ms: number) => new Date(startedAt.getTime() + ms);

/** Four of such devices, two in each arm; whose events come first where they take less time. */
async function send({ ctx, environmentId, ingestion }: Place, device: Device): Promise<void> {
  const { aheadMs, exposedMs, boughtMs, sentMs, tellsClock } = device;
  const { exposuresTakeMs = 100, eventsTakeMs = 100 } = device;
  const own = (ms: number) => at(ms + aheadMs).toISOString();
  const units = ['a', 'b', 'c', 'd'];
  const exposures = units.map((unit, index) => ({
    ...{ experiment: 'checkout', run: 1, variant: index % 2 === 0 ? 'control' : 'treatment', unit },
    occurredAt: own(exposedMs),
  }));
  const events = units.map((unit) => ({ id: unit, unit, name: 'purchase', occurredAt: own(boughtMs) }));
  const sentAt = tellsClock ? own(sentMs) : null;
  const arriving = (ms: number) => ({ ...ctx, environmentId, ingestion, now: () => at(ms) });
  const told = [
    await recordEvents({ ctx: arriving(sentMs + eventsTakeMs), input: { sentAt, events } }),
    await recordExposures({ ctx: arriving(sentMs + exposuresTakeMs), input: { sentAt, exposures } }),
  ];
  expect(told).toMatchObject([{ accepted: 4 }, { accepted: 4 }]);
}

/** Units of both arms, and the shares of them that bought, as an analysis at that time shows them. */
async function analysed({ ctx }: Place, ms: number): Promise<readonly (readonly number[])[] | undefined> {
  const { result } = await runAnalysis({ ctx: { ...ctx, now: () => at(ms) }, input: { key: 'checkout' } });
  return result.metrics[0]?.arms.map(({ n, mean }) => [n, mean]);
}

const everybodyBought = [
  [2, 1],
  [2, 1],
];
const young = { exposedMs: 10 * secondMs, boughtMs: 20 * secondMs, sentMs: 30 * secondMs };

describe.each([
  ['exact', 0],
  ['a minute behind', -minuteMs],
  ['ten minutes behind, which is before the run', -10 * minuteMs],
  ['half a day behind', -720 * minuteMs],
  ['three days behind', -4_320 * minuteMs],
  ['44 seconds ahead', 44 * secondMs],
  ['two hours ahead', 120 * minuteMs],
  ['three days ahead', 4_320 * minuteMs],
] as const)('a device whose clock is %s, and that says when it sends', (_, aheadMs) => {
  test.each([
    ['at once', {}],
    ['with exposures that take ten seconds longer', { exposuresTakeMs: 12_000, eventsTakeMs: 2_000 }],
    ['with events that take ten seconds longer', { exposuresTakeMs: 2_000, eventsTakeMs: 12_000 }],
  ])('counts with its purchase as soon as both have arrived, %s', async (_how, takes) => {
    const here = await place();
    await send(here, { ...young, aheadMs, tellsClock: true, ...takes });
    expect(await analysed(here, 3 * minuteMs)).toEqual(everybodyBought);
  });
});

test('what lay in a queue keeps its distance from when it is sent', async () => {
  const here = await place();
  const device = { aheadMs: -90 * minuteMs, exposedMs: 60 * minuteMs, boughtMs: 61 * minuteMs };
  await send(here, { ...device, sentMs: 600 * minuteMs, tellsClock: true });
  const { rows } = await database.pool.query<{ at: Date }>(
    'select distinct occurred_at as at from events where environment_id = $1',
    [here.environmentId],
  );
  expect(rows).toEqual([{ at: at(61 * minuteMs) }]);
});

test.each([
  ['behind, before the run', -10 * minuteMs, 0],
  ['a minute ahead', minuteMs, 2 * minuteMs],
  ['two hours ahead', 120 * minuteMs, 6 * minuteMs],
])(
  'a device whose clock is %s counts with its purchase, though it does not say so',
  async (_, aheadMs, more) => {
    const here = await place();
    await send(here, { ...young, aheadMs, tellsClock: false });
    expect(await analysed(here, minuteMs + more)).toEqual(everybodyBought);
  },
);

describe.each([
  ['ten seconds', 10 * secondMs],
  ['three minutes', 3 * minuteMs],
  ['ten minutes', 10 * minuteMs],
  ['a day less a minute', 1_439 * minuteMs],
  // The exposure is a day ahead when it arrives, and the purchase a little more.
  ['a day and twenty seconds', 1_440 * minuteMs + 20 * secondMs],
])('a device that is %s ahead and does not say so', (_, aheadMs) => {
  test.each([
    ['at once', {}],
    ['exposures last', { exposuresTakeMs: 1_500, eventsTakeMs: 100 }],
    ['events last', { exposuresTakeMs: 100, eventsTakeMs: 1_500 }],
  ])('has its purchase counted where the run is stopped 2 s later, %s', async (_how, takes) => {
    const here = await place();
    const late = {
      exposedMs: minuteMs,
      boughtMs: minuteMs + 29 * secondMs,
      sentMs: minuteMs + 30 * secondMs,
    };
    await send(here, { ...late, aheadMs, tellsClock: false, ...takes });
    const stopped = late.sentMs + 2 * secondMs;
    await stopExperiment({ ctx: { ...here.ctx, now: () => at(stopped) }, input: { key: 'checkout' } });
    expect(await analysed(here, 60 * minuteMs)).toEqual(everybodyBought);
  });
});

test('nothing is stored as of later than it arrives, and what is sent again keeps its first arrival', async () => {
  const here = await place();
  for (const sentMs of [30 * secondMs, 90 * secondMs]) {
    const { ctx, environmentId, ingestion } = here;
    const then = { ...ctx, environmentId, ingestion, now: () => at(sentMs) };
    const occurredAt = at(10 * minuteMs).toISOString();
    await recordEvents({
      ctx: then,
      input: { events: [{ id: 'once', unit: 'a', name: 'purchase', occurredAt }] },
    });
    const exposure = { experiment: 'checkout', run: 1, variant: 'control', unit: 'a', occurredAt };
    await recordExposures({ ctx: then, input: { exposures: [exposure] } });
  }
  const { rows } = await database.pool.query<{ at: Date }>(
    `select occurred_at as at from events where environment_id = $1
     union all select first_seen_at from exposures join runs on runs.id = run_id where environment_id = $1`,
    [here.environmentId],
  );
  // The exposure a little before, since what followed it may come first; but not before its run.
  expect(rows).toEqual([{ at: at(30 * secondMs) }, { at: at(0) }]);
});

test('the clock of an exposure that is taken is taken for its events as well, and a wilder one for neither', async () => {
  const { ctx, environmentId, ingestion } = await place();
  const then = { ...ctx, environmentId, ingestion, now: () => at(minuteMs) };
  const exposed = (ms: number) => {
    const exposure = {
      experiment: 'checkout',
      variant: 'control',
      unit: 'a',
      occurredAt: at(ms).toISOString(),
    };
    return recordExposures({ ctx: then, input: { exposures: [exposure] } });
  };
  const bought = (ms: number) => {
    const event = { unit: 'a', name: 'purchase', occurredAt: at(ms).toISOString() };
    return recordEvents({ ctx: then, input: { events: [event] } });
  };
  const dayMs = 1_440 * minuteMs;
  expect(await exposed(dayMs)).toMatchObject({ accepted: 1 });
  expect(await bought(dayMs + 2 * minuteMs)).toMatchObject({ accepted: 1 });
  const refused = { accepted: 0, rejected: [{ code: 'TIMESTAMP_IN_FUTURE' }] };
  expect(await exposed(2 * dayMs + 2 * minuteMs)).toMatchObject(refused);
  expect(await bought(2 * dayMs + 2 * minuteMs)).toMatchObject(refused);
});

test('a purchase that a server tells of counts, though the device that met the variant is ahead', async () => {
  const here = await place();
  await send(here, { ...young, aheadMs: 120 * minuteMs, tellsClock: false });
  const { ctx, environmentId, ingestion } = here;
  await database.pool.query('delete from events where environment_id = $1', [environmentId]);
  const events = ['a', 'b', 'c', 'd'].map((unit) => ({ unit, name: 'purchase' }));
  const now = () => at(minuteMs);
  await recordEvents({ ctx: { ...ctx, environmentId, ingestion, now }, input: { events } });
  expect(await analysed(here, 2 * minuteMs)).toEqual(everybodyBought);
});

test('clocks that are off are noticed, mended or not', async () => {
  const noticed = async (device: Pick<Device, 'aheadMs' | 'tellsClock'>) => {
    const here = await place();
    await send(here, { ...young, ...device });
    await here.ingestion.write.verdicts.flush();
    const { counts } = await countVerdicts({ ctx: { ...here.ctx, now: () => at(5 * minuteMs) }, input: {} });
    return counts
      .map(({ kind, code }) => `${kind} ${code}`)
      .filter((one) => one.includes('CLOCK'))
      .sort();
  };
  const both = (code: string) => [`EVENT ${code}`, `EXPOSURE ${code}`];
  expect(await noticed({ aheadMs: 0, tellsClock: true })).toEqual([]);
  expect(await noticed({ aheadMs: 120 * minuteMs, tellsClock: true })).toEqual(both('CLOCK_AHEAD'));
  expect(await noticed({ aheadMs: 120 * minuteMs, tellsClock: false })).toEqual(both('CLOCK_AHEAD'));
  expect(await noticed({ aheadMs: -120 * minuteMs, tellsClock: true })).toEqual(both('CLOCK_BEHIND'));
  expect(await noticed({ aheadMs: -120 * minuteMs, tellsClock: false })).toEqual(['EXPOSURE CLOCK_BEHIND']);
});

test.each(['yesterday', 7, '2026-03-10T12:00:00'])(
  'sentAt %j is no instant, which is said',
  async (sentAt) => {
    const { ctx, environmentId, ingestion } = await place();
    const input = { sentAt, events: [{ unit: 'u', name: 'n' }] };
    await expect(recordEvents({ ctx: { ...ctx, environmentId, ingestion }, input })).rejects.toMatchObject({
      status: 400,
      problems: [{ pointer: '/sentAt' }],
    });
  },
);
