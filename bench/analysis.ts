import type { MetricMeaning } from '../lib/model/metrics/kinds';
import type { MetricWindow } from '../lib/model/metrics/parts';
import { createDatabase, dropDatabase } from '../lib/database/administration';
import { openDatabase } from '../lib/database/client';
import { withDatabaseName } from '../lib/database/connection-url';
import type { ConnectionPool } from '../lib/database/connection';
import { migrate } from '../lib/database/migrate';
import { createSnapshots } from '../lib/evidence/postgres/read/snapshots';
import { benchServer } from './bench-server';
import type { MetricsRead, EvidenceSnapshot } from '../lib/evidence/read';
import { addEvents, makeEvidence, type EvidenceSize } from './evidence';
import type { BenchFigure } from './figure';

const small: EvidenceSize = { name: '0.1M', units: 100_000, events: 500_000 };
const usual: EvidenceSize = { name: '1M', units: 1_000_000, events: 5_000_000 };
const large: EvidenceSize = { name: '10M', units: 10_000_000, events: 20_000_000 };

const rounds = 3;
const runId = 1;

const week: MetricWindow = { startHours: 0, lengthHours: 168, mustBeComplete: false };
const purchase = { event: 'purchase', where: [] };
const view = { event: 'view', where: [] };
const bare = { version: 2, window: week, covariate: null, winsorisation: null } as const;

/** One metric of every kind, with what teams use: an adjusted one, a capped one, a filtered one. */
const scorecard: readonly MetricMeaning[] = [
  { kind: 'count', definition: { ...bare, ...view } },
  { kind: 'sum', definition: { ...bare, ...purchase, covariate: { lengthHours: 672, term: null } } },
  { kind: 'mean', definition: { ...bare, ...purchase } },
  { kind: 'proportion', definition: { version: 2, window: week, covariate: null, ...purchase } },
  {
    kind: 'ratio',
    definition: {
      version: 2,
      numerator: { aggregate: 'sum', ...purchase },
      denominator: { aggregate: 'count', ...view },
      window: week,
      covariate: null,
    },
  },
  {
    kind: 'retention',
    definition: {
      version: 2,
      ...view,
      days: { from: 1, to: 7 },
      timeZone: 'Europe/Berlin',
      mustBeComplete: true,
    },
  },
  {
    kind: 'quantile',
    definition: { version: 2, ...purchase, aggregate: 'mean', quantile: 0.9, window: week },
  },
  { kind: 'funnel', definition: { version: 2, steps: [view, purchase], window: week } },
  {
    kind: 'time-to-event',
    definition: { version: 2, ...purchase, window: { ...week, lengthHours: 168, mustBeComplete: true } },
  },
  { kind: 'distinct-count', definition: { ...bare, ...purchase, property: 'category' } },
];

/**
 * One metric as a person writes it who needs no other, with the plan that was measured to be the fastest for it: the same
 * join, the same planner settings. Over views, the event that most of the evidence consists of.
 */
const bareMetricSql = `
select variant, count(*), avg(y), var_samp(y)
from (
  select unit.variant, coalesce(sum(event.value), 0) as y
  from exposures as unit
  left join events as event
    on event.environment_id = 1
    and event.name = 'view'
    and event.unit_hash = unit.unit_hash
    and event.unit = unit.unit
    and event.occurred_at >= unit.first_seen_at
    and event.occurred_at < unit.first_seen_at + interval '7 days'
    and event.occurred_at <= '2026-03-31T00:00:00Z'
  where unit.run_id = 1 and unit.other_variant is null
  group by unit.unit_hash, unit.unit, unit.variant
) as units
group by variant`;

const countSql = 'select (select count(*) from exposures) as units, (select count(*) from events) as events';

/**
 * A whole scorecard beside one bare metric and beside counting the same rows, taken in turns in the same run, so that the
 * ratios mean the same on every machine. `--small` is 0.1 million units alone; `--large` adds 10 million.
 */
export async function analysisBench(): Promise<readonly BenchFigure[]> {
  const sizes = process.argv.includes('--small')
    ? [small]
    : process.argv.includes('--large')
      ? [small, usual, large]
      : [small, usual];
  const server = await benchServer();
  const url = withDatabaseName(server.url, `fairsplit_bench_${String(process.pid)}`);
  try {
    const figures: BenchFigure[] = [];
    for (const size of sizes) {
      await createDatabase(url);
      try {
        figures.push(...(await measuredAt(url, size, size === sizes.at(-1))));
      } finally {
        await dropDatabase(url);
      }
    }
    return [...figures, ...growthOf(figures, sizes)];
  } finally {
    await server.stop();
  }
}

async function measuredAt(url: string, size: EvidenceSize, isLast: boolean): Promise<readonly BenchFigure[]> {
  await migrate({ url });
  const database = openDatabase({ url, maxConnections: 3, applicationName: 'fairsplit bench' });
  try {
    process.stderr.write(
      `Generating ${size.name}: ${String(size.units)} units, ${String(size.events)} events.\n`,
    );
    await makeEvidence(database.pool, size);
    const times = { ten: [] as number[], one: [] as number[], bare: [] as number[], count: [] as number[] };
    for (let round = 0; round <= rounds; round += 1) {
      const bareMs = await elapsedMs(() => withPlanner(database.pool, bareMetricSql));
      const tenMs = await elapsedMs(() => measured(database.pool, scorecard));
      const oneMs = await elapsedMs(() => measured(database.pool, scorecard.slice(0, 1)));
      const countMs = await elapsedMs(() => withPlanner(database.pool, countSql));
      // The first round warms the caches.
      if (round === 0) continue;
      times.bare.push(bareMs);
      times.ten.push(tenMs);
      times.one.push(oneMs);
      times.count.push(countMs);
    }
    const buildMs = await elapsedMs(() => refreshed(database.pool));
    const refreshes = await refreshTimes(database.pool, size);
    const [ten, one, bareMs, count, refresh] = [times.ten, times.one, times.bare, times.count, refreshes].map(
      median,
    );
    const of = (name: string) => (isLast ? name : `${name}_${size.name}`);
    return [
      { name: `tenMetricsMs_${size.name}`, value: ten ?? NaN, unit: 'ms (whole scorecard, ten kinds)' },
      { name: `bareMetricMs_${size.name}`, value: bareMs ?? NaN, unit: 'ms (one metric, written by hand)' },
      {
        name: of('tenMetricsToOneBare'),
        value: (ten ?? NaN) / (bareMs ?? NaN),
        unit: 'times one bare metric',
      },
      {
        name: of('oneMetricToOneBare'),
        value: (one ?? NaN) / (bareMs ?? NaN),
        unit: 'times one bare metric',
      },
      {
        name: of('tenMetricsToCount'),
        value: (ten ?? NaN) / (count ?? NaN),
        unit: 'times count(*) of both tables',
      },
      {
        name: `refreshMs_${size.name}`,
        value: refresh ?? NaN,
        unit: 'ms (ten metrics after 1 % new events)',
      },
      {
        name: of('refreshToFull'),
        value: (refresh ?? NaN) / (ten ?? NaN),
        unit: 'of the full computation, after 1 % new events',
      },
      {
        name: of('firstToFull'),
        value: buildMs / (ten ?? NaN),
        unit: 'of the full computation, the first reading, which stores the values of all units',
      },
    ];
  } finally {
    await database.close();
  }
}

async function measured(pool: ConnectionPool, metrics: readonly MetricMeaning[]): Promise<void> {
  const read = await createSnapshots(pool).inSnapshot((snapshot) => readAll(snapshot, metrics));
  if (read.isIncremental) throw new Error('The full computation used what was stored.');
}

async function refreshed(pool: ConnectionPool): Promise<void> {
  const read = await createSnapshots(pool).inRefresh(runId, (snapshot) => readAll(snapshot, scorecard));
  if (!read.isIncremental) throw new Error('The refresh read everything.');
}

/** The whole scorecard after each of several arrivals of 1 % more events. */
async function refreshTimes(pool: ConnectionPool, size: EvidenceSize): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    await addEvents(pool, size, size.events / 100);
    const ms = await elapsedMs(() => refreshed(pool));
    if (round > 0) times.push(ms);
  }
  return times;
}

async function readAll(snapshot: EvidenceSnapshot, metrics: readonly MetricMeaning[]): Promise<MetricsRead> {
  const scope = { runId, environmentId: 1, horizon: new Date() };
  await snapshot.countUnits(scope);
  await snapshot.countDailyUnits(scope);
  const read = await snapshot.measureMetrics({
    scope,
    metrics: metrics.map((metric, index) => ({ ...metric, key: String(index) })),
    attributes: [],
    alphaTwoSided: 0.05,
  });
  for (const [key, evidence] of read.metrics) {
    if (!evidence.ok) throw new Error(`Metric ${key} failed: ${evidence.reason}`);
  }
  return read;
}

async function withPlanner(pool: ConnectionPool, sql: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // The rules that a snapshot sets, so that both run under the same.
    await client.query('set local enable_nestloop = off; set local enable_hashagg = off');
    await client.query("set local jit = off; set local work_mem = '64MB'");
    await client.query(sql);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function elapsedMs(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

function growthOf(figures: readonly BenchFigure[], sizes: readonly EvidenceSize[]): readonly BenchFigure[] {
  const msOf = (name: string) =>
    figures.find((figure) => figure.name === `tenMetricsMs_${name}`)?.value ?? NaN;
  return sizes.slice(1).map((size, index) => {
    const before = sizes[index] ?? size;
    return {
      name: `growth_${before.name}_to_${size.name}`,
      value: msOf(size.name) / msOf(before.name),
      unit: `times as long for ${String(size.units / before.units)} times the units`,
    };
  });
}
