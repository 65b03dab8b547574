import { describe, expect, it } from 'vitest';
import { cannotSaySentence } from '../../lib/sentences/cannot-say';
import { runAnalysis } from '../../lib/verbs/analysis/run-analysis';
import type { Context } from '../../lib/auth/context';
import { createExperiment } from '../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../lib/verbs/experiments/start-experiment';
import { createMetric } from '../../lib/verbs/metrics/create-metric';
import { previewMetric } from '../../lib/verbs/metrics/preview-metric';
import { updateMetric } from '../../lib/verbs/metrics/update-metric';
import { archiveSource } from '../../lib/verbs/sources/archive-source';
import { checkSource } from '../../lib/verbs/sources/check-source';
import { createSource } from '../../lib/verbs/sources/create-source';
import { getSource } from '../../lib/verbs/sources/get-source';
import { listSources } from '../../lib/verbs/sources/list-sources';
import { updateSource } from '../../lib/verbs/sources/update-source';
import { cloneDatabase } from '../support/database';
import { seededUniform } from '../support/seeded-random';
import { sourceDatabase } from '../support/source-database';
import { createWorkspace, experimentBody } from '../support/workspace';

const database = await cloneDatabase();
const shop = await sourceDatabase();
const sql = `select unit, at as "time", amount as "value" from orders`;
const hourMs = 3_600_000;
const day = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const open = { ...day, lengthHours: null };
const covariate = { lengthHours: 48, term: null };

/** What a metric of each kind that a source can feed says beside its source or event. */
const meanings = {
  count: { kind: 'count', definition: { window: day, covariate } },
  sum: { kind: 'sum', definition: { window: open, winsorisation: 0.9, covariate: null } },
  mean: { kind: 'mean', definition: { window: { ...day, mustBeComplete: true }, covariate: null } },
  proportion: { kind: 'proportion', definition: { window: day, covariate } },
  retention: { kind: 'retention', definition: { days: { from: 1, to: 2 }, timeZone: 'Europe/Berlin' } },
  quantile: { kind: 'quantile', definition: { window: open, aggregate: 'sum', quantile: 0.5 } },
  'time-to-event': { kind: 'time-to-event', definition: { window: { startHours: 0, lengthHours: 24 } } },
} as const;

async function workspaceWithSource(changes: Readonly<Record<string, unknown>> = {}) {
  const workspace = await createWorkspace(database);
  const { ctx } = workspace;
  const input = { key: 'orders', name: 'Orders', connection: shop.connection, sql, ...changes };
  await createSource({ ctx, input });
  return workspace;
}

function define(ctx: Context, key: string, kind: string, definition: object) {
  return createMetric({ ctx, input: { key, name: key, kind, definition: { version: 2, ...definition } } });
}

/** Starts an experiment with the metrics; units are exposed and analysed by hours from its start. */
async function started({ ctx }: { readonly ctx: Context }, keys: readonly string[]) {
  const metrics = keys.map((metric) => ({ metric, role: 'guardrail' }));
  await createExperiment({ ctx, input: experimentBody({ metrics }) });
  const [run] = (await startExperiment({ ctx, input: { key: 'checkout' } })).runs;
  if (run === undefined) throw new Error('not started');
  const at = (hours: number) => new Date(run.startedAt.getTime() + hours * hourMs);
  return {
    run,
    at,
    exposed: (unit: string, variant: number, hours: number) =>
      database.pool.query(
        'insert into exposures (run_id, unit, variant, first_seen_at) values ($1, $2, $3, $4)',
        [run.id, unit, variant, at(hours)],
      ),
    analysedAt: async (hours: number) => {
      const view = await runAnalysis({ ctx: { ...ctx, now: () => at(hours) }, input: { key: 'checkout' } });
      return { ...view, of: (key: string) => view.result.metrics.find((metric) => metric.key === key) };
    },
  };
}

/** Every number in a value, with its place. */
function numbersIn(value: unknown, place = ''): readonly (readonly [string, number])[] {
  if (typeof value === 'number') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => numbersIn(member, `${place}.${name}`));
}

describe('metrics on a source', () => {
  it('have the figures that the same rows have as events, to 1e-9, read in one pass', async () => {
    const workspace = await workspaceWithSource();
    const { ctx, environmentId } = workspace;
    const keys = Object.entries(meanings).flatMap(([key]) => [key, `${key}-events`]);
    for (const [key, { kind, definition }] of Object.entries(meanings)) {
      await define(ctx, key, kind, { ...definition, source: 'orders' });
      await define(ctx, `${key}-events`, kind, { ...definition, event: 'orders' });
    }
    const terms = (from: object) => ({
      numerator: { aggregate: 'sum', ...from },
      denominator: { aggregate: 'count', ...from },
      window: day,
      covariate: { lengthHours: 24, term: { aggregate: 'sum', ...from } },
    });
    await define(ctx, 'ratio', 'ratio', { ...terms({}), source: 'orders' });
    await define(ctx, 'ratio-events', 'ratio', terms({ event: 'orders' }));
    const experiment = await started(workspace, [...keys, 'ratio', 'ratio-events']);

    const random = seededUniform(19);
    const rows: (readonly [string, Date, number])[] = [];
    const exposures: (readonly [string, number, Date])[] = [];
    for (let unit = 0; unit < 60; unit += 1) {
      const seen = random() * 40;
      exposures.push([`u${String(unit)}`, unit % 2, experiment.at(seen)]);
      const offsets = [0, 24, -24, -48, -1e-5, 24 - 1e-5];
      for (let row = 0; row < 5; row += 1) {
        const hours = seen + (random() < 0.3 ? (offsets[row] ?? 0) : random() * 90 - 50);
        rows.push([`u${String(unit)}`, experiment.at(hours), random() * 100]);
      }
    }
    const columnsOf = (table: readonly (readonly unknown[])[]) =>
      [0, 1, 2].map((index) => table.map((row) => row[index]));
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at)
       select $4, row.* from unnest($1::text[], $2::smallint[], $3::timestamptz[]) as row`,
      [...columnsOf(exposures), experiment.run.id],
    );
    const columns = columnsOf(rows);
    await shop.pool.query(
      `insert into orders (unit, at, amount)
       select * from unnest($1::text[], $2::timestamptz[], $3::float8[])`,
      columns,
    );
    for (const hours of [-50, 0, 90]) {
      await database.pool.query('select ensure_event_partition($1)', [experiment.at(hours)]);
    }
    await database.pool.query(
      `insert into events (environment_id, key, name, unit, occurred_at, value)
       select $4, gen_random_uuid(), 'orders', row.* from unnest($1::text[], $2::timestamptz[], $3::float8[]) as row`,
      [...columns, environmentId],
    );
    const { result, queries } = await experiment.analysedAt(60);
    for (const key of [...Object.keys(meanings), 'ratio']) {
      const [own, events] = [key, `${key}-events`].map((name) =>
        numbersIn(result.metrics.find((metric) => metric.key === name)),
      );
      expect(events?.length, key).toBeGreaterThan(6);
      expect(own?.map(([place]) => place)).toEqual(events?.map(([place]) => place));
      own?.forEach(([place, figure], index) => {
        const expected = events?.[index]?.[1] ?? NaN;
        const difference = Math.abs(figure - expected) / Math.max(1, Math.abs(expected));
        expect(difference, `${key}${place}`).toBeLessThan(1e-9);
      });
    }
    const ofSource = queries.filter(({ name }) => name.startsWith('source '));
    expect(ofSource[0]?.parameters.slice(1)).toEqual([experiment.at(60).toISOString(), 1_000_001]);
    expect(ofSource[0]?.sql).toContain(sql);
    expect(queries.map(({ name }) => name)).toEqual([
      'units',
      'units per day',
      'late exposures',
      'late events',
      'metrics',
      'quantiles',
      'source orders',
      'metrics of the source orders',
      'quantiles of the source orders',
    ]);
  });

  it('fail alone when their source does, each with its reason, while the others are there', async () => {
    const workspace = await workspaceWithSource({
      rowLimit: 5,
      sql: sql.replace('orders', `orders where note = 'many'`),
    });
    const { ctx } = workspace;
    const views = { text: `'many' as "value"`, late: `(select 1 from pg_sleep(9)) as "value"`, gone: '' };
    const grant = async (view: string) => shop.run(`grant select on ${view} to %I`, shop.role);
    for (const view of Object.keys(views)) {
      await shop.run(
        'create view %I as select unit, at as "time", 1 as "value" from orders where false',
        view,
      );
      await grant(view);
      const input = { key: view, name: view, connection: shop.connection, sql: `select * from ${view}` };
      await createSource({ ctx, input: { ...input, statementTimeoutMs: 60_000 } });
      await define(ctx, view, 'sum', { source: view, window: open });
    }
    await define(ctx, 'many', 'sum', { source: 'orders', window: open });
    await define(ctx, 'many-median', 'quantile', { ...meanings.quantile.definition, source: 'orders' });
    await define(ctx, 'views', 'count', { event: 'view', window: open });
    // Only the one that never answers in time has little of it, and only once its query has been tried.
    const late = { workspaceId: ctx.workspaceId, key: 'late' };
    await database.prisma.source.updateMany({ where: late, data: { statementTimeoutMs: 1_000 } });
    const experiment = await started(workspace, ['text', 'late', 'gone', 'many', 'many-median', 'views']);
    for (const [view, value] of Object.entries(views)) {
      await shop.run('drop view %I', view);
      if (value === '') continue;
      await shop.run(`create view %I as select 'u' as unit, now() as "time", ${value}`, view);
      await grant(view);
    }
    await experiment.exposed('u', 0, 0);
    for (let row = 0; row < 6; row += 1) {
      await shop.pool.query(`insert into orders (unit, at, amount, note) values ('u', $1, 1, 'many')`, [
        experiment.at(1),
      ]);
    }
    const { of } = await experiment.analysedAt(20);
    const failed = (key: string) => {
      const failure = of(key)?.failure ?? null;
      return failure === null ? null : cannotSaySentence(failure);
    };
    expect(failed('text')).toContain('The column "value" is text');
    expect(failed('late')).toContain('The query took longer than it may.');
    expect(failed('gone')).toContain('relation "gone" does not exist');
    expect(failed('many')).toContain('more than 5 rows');
    expect(failed('many-median')).toContain('more than 5 rows');
    expect(failed('views')).toBeNull();
    expect(numbersIn(of('views')).length).toBeGreaterThan(3);
  });

  it('of a run keep the query that it began with, over the connection of today', async () => {
    const workspace = await workspaceWithSource();
    const { ctx } = workspace;
    await define(ctx, 'spend', 'sum', { source: 'orders', window: open });
    const experiment = await started(workspace, ['spend']);
    await experiment.exposed('keeps', 0, 0);
    await shop.pool.query(`insert into orders (unit, at, amount) values ('keeps', $1, 10)`, [
      experiment.at(1),
    ]);
    const doubled = sql.replace('amount', '2 * amount');
    const { version } = await updateSource({
      ctx,
      input: { key: 'orders', version: 1, changes: { sql: doubled } },
    });
    expect(version).toBe(2);
    const before = await experiment.analysedAt(2);
    expect(JSON.stringify(before.of('spend'))).toContain('"mean":10');
    expect(before.configuration.sources).toEqual([
      { key: 'orders', version: 1, sql, statementTimeoutMs: 60_000, rowLimit: 1_000_000 },
    ]);
    const other = await shop.makeRole();
    const changes = { connection: other.connection };
    const locked = updateSource({ ctx, input: { key: 'orders', version: 2, changes } });
    await expect(locked).rejects.toThrow('The role may not read');
  });

  it('are previewed over the last 28 days of its rows', async () => {
    const { ctx } = await workspaceWithSource({
      sql: sql.replace('orders', `orders where note = 'preview'`),
    });
    const now = new Date('2026-03-28T12:00:00Z');
    await shop.pool.query(
      `insert into orders (unit, at, amount, note) values
       ('a', '2026-03-10T00:00:00Z', 8, 'preview'), ('a', '2026-03-11T00:00:00Z', 100, 'preview'),
       ('c', '2026-03-28T11:00:00Z', 4, 'preview'), ('d', '2026-02-01T00:00:00Z', 9, 'preview')`,
    );
    const input = { kind: 'sum', definition: { version: 2, source: 'orders', window: day } };
    const preview = await previewMetric({ ctx: { ...ctx, now: () => now }, input });
    expect(preview).toMatchObject({ units: 2, mean: 6, variance: 8, zeroShare: 0 });
    expect(preview.daily.filter(({ events }) => events > 0)).toHaveLength(3);
    await database.prisma.source.updateMany({ where: { workspaceId: ctx.workspaceId }, data: { sql: 'no' } });
    await expect(previewMetric({ ctx, input })).rejects.toMatchObject({
      code: 'PREVIEW_FAILED',
      status: 422,
    });
  });

  it('leave nothing in the session that read them', async () => {
    const left = async () =>
      (await database.pool.query(`select from pg_class where relname = 'source_rows'`)).rowCount;
    // A session that was given up after a failure takes its table with it, in a moment.
    await expect.poll(left).toBe(0);
  });
});

describe('a source', () => {
  it('is of its workspace alone', async () => {
    await workspaceWithSource();
    const { ctx } = await createWorkspace(database);
    expect(await listSources({ ctx, input: {} })).toEqual({ sources: [], next: null });
    const changes = { name: 'Mine' };
    const refused = [
      () => getSource({ ctx, input: { key: 'orders' } }),
      () => archiveSource({ ctx, input: { key: 'orders' } }),
      () => updateSource({ ctx, input: { key: 'orders', version: 1, changes } }),
      () => checkSource({ ctx, input: { key: 'orders' } }),
    ];
    for (const call of refused) await expect(call()).rejects.toMatchObject({ status: 404 });
    await expect(define(ctx, 'spend', 'sum', { source: 'orders', window: open })).rejects.toMatchObject({
      problems: [{ pointer: '/definition/source' }],
    });
  });

  it('in use by a metric is not archived, and one that is archived is not used', async () => {
    const { ctx } = await workspaceWithSource();
    const { version } = await define(ctx, 'spend', 'sum', { source: 'orders', window: open });
    await expect(archiveSource({ ctx, input: { key: 'orders' } })).rejects.toMatchObject({
      code: 'SOURCE_IN_USE',
    });
    const events = { version: 2, event: 'purchase', source: null, window: open };
    await updateMetric({ ctx, input: { key: 'spend', version, changes: { definition: events } } });
    await archiveSource({ ctx, input: { key: 'orders' } });
    await expect(define(ctx, 'more', 'sum', { source: 'orders', window: open })).rejects.toMatchObject({
      problems: [{ pointer: '/definition/source' }],
    });
  });

  it('shows its connection nowhere: not in a view, the audit trail, a run or the stored row', async () => {
    const workspace = await workspaceWithSource();
    const { ctx, workspaceId } = workspace;
    await define(ctx, 'spend', 'sum', { source: 'orders', window: open });
    const { analysedAt } = await started(workspace, ['spend']);
    const where = { where: { workspaceId } };
    const stored = await database.prisma.source.findFirstOrThrow(where);
    const shown = JSON.stringify([
      await getSource({ ctx, input: { key: 'orders' } }),
      (await listSources({ ctx, input: {} })).sources,
      (await database.prisma.auditEntry.findMany(where)).map(({ detail }) => detail),
      await analysedAt(1),
      Buffer.from(stored.sealedConnection).toString('latin1'),
    ]);
    const { password, username } = new URL(shop.connection);
    expect(shown).toContain(username);
    expect(shown).not.toContain(password);
  });
});
