import { existsSync } from 'node:fs';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { proofOf } from '../../../lib/verbs/analysis/analysis-proof';
import { exportAnalysis } from '../../../lib/verbs/analysis/export-analysis';
import { exportUnits } from '../../../lib/verbs/analysis/export-units';
import type { AnalysisView } from '../../../lib/verbs/analysis/result-answers';
import type { ExportedFile } from '../../../lib/verbs/analysis/exported-file';
import { runAnalysis } from '../../../lib/verbs/analysis/run-analysis';
import type { Context } from '../../../lib/auth/context';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { createMetric } from '../../../lib/verbs/metrics/create-metric';
import { temporaryDirectory } from '../../support/after-file';
import { cloneDatabase } from '../../support/database';
import { inPsql, psql } from '../../support/psql';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const hourMs = 3_600_000;
const unitCount = 400;

/** A run of 400 units, some of whose names and segments look like programs. */
async function runningExperiment(key: string, plan: object) {
  const { ctx, environmentId } = await createWorkspace(database);
  const metric = (name: string, kind: string, definition: object) =>
    createMetric({ ctx, input: { key: name, name, kind, definition } });
  const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
  const bought = { version: 2, event: 'purchase', where: [], window };
  const covariate = { lengthHours: 48, term: null };
  await metric('spend', 'sum', { ...bought, covariate, winsorisation: 0.95 });
  await metric('bought', 'proportion', { ...bought, covariate: null });
  await metric('basket', 'mean', { ...bought, covariate: null, winsorisation: null });
  await metric('per-view', 'ratio', {
    version: 2,
    numerator: {
      aggregate: 'sum',
      event: 'purchase',
      where: [{ property: 'from', operator: 'differs', value: "o'hare\\:x\ty" }],
      ...{ winsorisation: 0.95, winsorisationLower: 0.55 },
    },
    denominator: { aggregate: 'count', event: 'view', where: [], winsorisation: 0.9 },
    window,
    covariate: null,
  });
  await metric('median', 'quantile', { ...bought, aggregate: 'sum', quantile: 0.5 });
  await metric('p90', 'quantile', { ...bought, aggregate: 'sum', quantile: 0.9 });
  const metrics = ['spend', 'bought', 'basket', 'per-view', 'median', 'p90'].map((name) => ({
    metric: name,
    role: 'success',
  }));
  await createExperiment({ ctx, input: experimentBody({ key, metrics, plan }) });
  const { runs } = await startExperiment({ ctx, input: { key } });
  const started = runs[0];
  if (started === undefined) throw new Error('not started');
  const at = (hours: number) => new Date(started.startedAt.getTime() + hours * hourMs);
  for (const hours of [-48, 0, 48])
    await database.pool.query('select ensure_event_partition($1)', [at(hours)]);
  await database.pool.query(
    `insert into exposures (run_id, unit, variant, first_seen_at, attributes)
     select $1, case when id % 9 = 0 then '=cmd|"' || id else 'unit-' || id end, id % 2,
       $2::timestamptz + make_interval(mins => 1 + id), jsonb_build_object('country', (array['de', '+se', 'fr'])[1 + id % 3])
     from generate_series(0, $3::int - 1) as id`,
    [started.id, at(0), unitCount],
  );
  await database.pool.query(
    `insert into events (environment_id, key, name, unit, value, occurred_at, properties)
     select $1, gen_random_uuid(), case when id % 3 = 0 then 'view' else 'purchase' end, exposure.unit,
       (id * 7919 % 1000) / 8.0, exposure.first_seen_at + make_interval(hours => id % 40 - 20),
       jsonb_build_object('from', 'here')
     from generate_series(0, 2999) as id
     join (select unit, first_seen_at, row_number() over (order by unit) as place from exposures where run_id = $2) as exposure
       on exposure.place = 1 + id * 31 % $3::int`,
    [environmentId, started.id, unitCount],
  );
  const analysedAt = (hours: number, segments: readonly string[] = []) => {
    const then: Context = { ...ctx, now: () => at(hours) };
    return runAnalysis({ ctx: then, input: { key, segments } });
  };
  return { ctx, key, analysedAt, at, runId: started.id };
}

async function bytesOf(file: ExportedFile): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(file.body).arrayBuffer());
}

const unitRowSchema = z.looseObject({ unit: z.string(), variant: z.string(), first_seen_at: z.date() });

const number = z.number().nullable();

async function unitRowsOf(ctx: Context, key: string) {
  const file = await exportUnits({ ctx, input: { key, format: 'parquet' } });
  const rows = await parquetReadObjects({ file: (await bytesOf(file)).buffer });
  return rows.map((row) => unitRowSchema.parse(row));
}

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { n: values.length, mean, variance };
}

describe('rows of units', () => {
  const plan = { method: 'group-sequential', looks: 2, plannedUnits: 2 * unitCount };

  it('are what the moments of the last look were taken from, whatever came after it', async () => {
    const { ctx, key, analysedAt, runId, at } = await runningExperiment('moments', plan);
    const { result, lookNumber } = await analysedAt(48);
    expect(lookNumber).toBe(1);
    await database.pool.query(
      "insert into exposures (run_id, unit, variant, first_seen_at) values ($1, 'later', 1, $2)",
      [runId, at(49)],
    );
    const rows = await unitRowsOf(ctx, key);
    expect(rows).toHaveLength(unitCount);
    for (const name of ['bought', 'basket']) {
      const metric = result.metrics.find((candidate) => candidate.key === name);
      for (const arm of metric?.arms ?? []) {
        const values = rows
          .filter(({ variant }) => variant === arm.variant)
          .flatMap((row) => number.parse(row[name]) ?? []);
        const { n, mean, variance } = momentsOf(values);
        expect(n).toBe(arm.n);
        expect(mean).toBeCloseTo(arm.mean, 9);
        expect(variance).toBeCloseTo(arm.variance, 9);
      }
    }
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...[
        'unit',
        'variant',
        'first_seen_at',
        'spend',
        'spend.before_1',
        'spend.before_2',
        'bought',
        'basket',
      ],
      ...['per-view.numerator', 'per-view.denominator', 'median', 'p90'],
    ]);
    const spend = result.metrics.find((metric) => metric.key === 'spend');
    const capped = rows
      .filter(({ variant }) => variant === 'treatment')
      .map((row) => Math.min(number.parse(row['spend']) ?? 0, spend?.cap ?? NaN));
    expect(momentsOf(capped).mean).toBeCloseTo(spend?.arms[1]?.mean ?? NaN, 9);
    const perView = result.metrics.find((metric) => metric.key === 'per-view');
    const capOf = (of: string, end: string) =>
      perView?.caps.find(({ part, side }) => part === of && side === end)?.value ?? NaN;
    expect(capOf('numerator', 'lower')).toBeGreaterThan(0);
    const treated = rows.filter(({ variant }) => variant === 'treatment');
    const numerators = treated.map((row) =>
      Math.max(
        Math.min(number.parse(row['per-view.numerator']) ?? 0, capOf('numerator', 'upper')),
        capOf('numerator', 'lower'),
      ),
    );
    const denominators = treated.map((row) =>
      Math.min(number.parse(row['per-view.denominator']) ?? 0, capOf('denominator', 'upper')),
    );
    expect(perView?.arms[1]?.joint?.means[0]).toBeCloseTo(momentsOf(numerators).mean, 9);
    expect(perView?.arms[1]?.joint?.means[1]).toBeCloseTo(momentsOf(denominators).mean, 9);
    expect(perView?.arms[1]?.mean).toBeCloseTo(momentsOf(numerators).mean / momentsOf(denominators).mean, 9);
  });

  it('come as CSV in which no name is a formula and every number is a number, in the same order each time', async () => {
    const { ctx, key, analysedAt } = await runningExperiment('csv', plan);
    await analysedAt(48);
    const text = async () =>
      new TextDecoder().decode(await bytesOf(await exportUnits({ ctx, input: { key, format: 'csv' } })));
    const first = await text();
    const lines = first.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + unitCount);
    expect(lines.filter((line) => line.startsWith('"\'=cmd|""')).length).toBe(Math.ceil(unitCount / 9));
    expect(lines.some((line) => /^[=+\-@]/.test(line))).toBe(false);
    expect(lines[1]).toMatch(/,\d{4}-\d\d-\d\dT[\d:.]+Z,\d/);
    expect(await text()).toBe(first);
  });

  it('are refused before the plan has had a look, with the reason, and there once the run has ended', async () => {
    const { ctx, key, analysedAt } = await runningExperiment('early', { ...plan, plannedUnits: 2_000 });
    expect((await analysedAt(48)).lookNumber).toBeNull();
    await expect(exportUnits({ ctx, input: { key } })).rejects.toMatchObject({
      code: 'LOOK_NOT_REACHED',
      status: 409,
    });
    await stopExperiment({ ctx, input: { key } });
    const later: Context = { ...ctx, now: () => new Date(Date.now() + 96 * hourMs) };
    expect(await unitRowsOf(later, key)).toHaveLength(unitCount);
  });

  it('need a permission of their own, and leave an entry in the audit trail', async () => {
    const { ctx, key, analysedAt } = await runningExperiment('permitted', plan);
    await analysedAt(48);
    const others = new Set([...ctx.actor.permissions].filter((permission) => permission !== 'units:export'));
    const without: Context = { ...ctx, actor: { ...ctx.actor, permissions: others } };
    await expect(exportUnits({ ctx: without, input: { key } })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { workspaceId } = ctx;
    const where = { workspaceId, action: 'units.export' };
    expect(await database.prisma.auditEntry.count({ where })).toBe(0);
    await bytesOf(await exportUnits({ ctx, input: { key, format: 'csv' } }));
    expect(await database.prisma.auditEntry.findMany({ where })).toMatchObject([
      { subject: `experiment:${key}`, detail: { run: 1, format: 'csv' } },
    ]);
    await expect(exportUnits({ ctx, input: { key, format: 'json' } })).rejects.toMatchObject({ status: 400 });
    await expect(exportUnits({ ctx, input: { key: 'nowhere' } })).rejects.toMatchObject({ status: 404 });
  });

  it('leave in parts of a thousand, read only when the reader asks, so that nothing else in the process waits for long', async () => {
    const { ctx, key, analysedAt, runId, at } = await runningExperiment('parts', plan);
    await analysedAt(48);
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at)
       select $1, 'another-' || id, 0, $2 from generate_series(1, 1000) as id`,
      [runId, at(1)],
    );
    const { body } = await exportUnits({ ctx, input: { key, format: 'csv' } });
    if (!(body instanceof ReadableStream)) throw new Error('not a stream');
    const reader = body.getReader();
    const isOpen = async () => {
      const { rows } = await database.pool.query(
        "select 1 from pg_stat_activity where datname = current_database() and query like 'fetch forward%' and state = 'idle in transaction'",
      );
      return rows.length > 0;
    };
    const linesOf = (bytes: unknown) =>
      z
        .instanceof(Uint8Array)
        .transform((part) => new TextDecoder().decode(part).split('\r\n').slice(0, -1))
        .parse(bytes);
    expect(linesOf((await reader.read()).value)).toHaveLength(1);
    expect(await isOpen()).toBe(false);
    const first = linesOf((await reader.read()).value);
    expect(first).toHaveLength(1_000);
    // The rest stays where it is until it is asked for.
    expect(await isOpen()).toBe(true);
    const lines = [...first];
    for (let part = await reader.read(); !part.done; part = await reader.read())
      lines.push(...linesOf(part.value));
    expect(new Set(lines).size).toBe(unitCount + 1_000);
    expect(lines).toHaveLength(unitCount + 1_000);
  });

  it('let go of the database when nobody reads on, and two at once are enough', async () => {
    const { ctx, key, analysedAt } = await runningExperiment('stopped', plan);
    await analysedAt(48);
    const begin = async () => {
      const { body } = await exportUnits({ ctx, input: { key, format: 'csv' } });
      if (!(body instanceof ReadableStream)) throw new Error('not a stream');
      const reader = body.getReader();
      // The header, and the first rows.
      await reader.read();
      await reader.read();
      return reader;
    };
    const readers = [await begin(), await begin()];
    await expect(begin()).rejects.toMatchObject({ code: 'TOO_MANY_EXPORTS', status: 429 });
    for (const reader of readers) await reader.cancel();
    expect(await unitRowsOf(ctx, key)).toHaveLength(unitCount);
    const open = await database.pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    );
    expect(open.rows).toEqual([]);
  });
});

describe('the proof of an analysis', () => {
  it.skipIf(psql === null)(
    'gives in psql the figures that were stored: every metric, arm and segment, and the units',
    async () => {
      const { analysedAt } = await runningExperiment('proof', { method: 'fixed', plannedUnits: unitCount });
      const analysis = await analysedAt(48, ['country']);
      const statements = proofOf(analysis);
      expect(statements.map(({ name, metrics }) => [name, ...metrics])).toEqual([
        ['units'],
        ['units per day'],
        ['late exposures'],
        ['late events'],
        ['units by country'],
        ['metrics', 'spend', 'bought', 'basket', 'per-view'],
        ['quantiles', 'median', 'p90'],
        ['units by days since exposure'],
        ['metrics by day of exposure, early and late'],
        ['metrics by days since exposure'],
      ]);
      const [units, , , , , moments, quantiles] = await Promise.all(
        statements.map(({ text }) => inPsql(database.url, text)),
      );
      expect(units?.map(({ units: count }) => Number(count))).toEqual(
        analysis.result.variants.map((variant) => variant.units),
      );
      expectMoments(analysis, moments ?? []);
      const ofQuantiles = analysis.result.metrics.filter(({ kind }) => kind === 'quantile');
      expect(
        quantiles?.map(({ metric, variant, n, quantile, lower }) => [
          metric,
          variant,
          Number(n),
          Number(quantile),
          Number(lower),
        ]),
      ).toEqual(
        ofQuantiles.flatMap(({ key, arms }) =>
          arms.map((arm) => [key, arm.variant, arm.n, arm.mean, arm.orderStatistics?.lower]),
        ),
      );
    },
  );

  it.skipIf(psql === null)('is one file of all statements, which psql runs to its end', async () => {
    const { ctx, key, analysedAt } = await runningExperiment('file', {
      method: 'fixed',
      plannedUnits: unitCount,
    });
    await analysedAt(48);
    const file = await exportAnalysis({ ctx, input: { key, format: 'sql' } });
    if (file === null) throw new Error('no analysis');
    const rows = await inPsql(database.url, new TextDecoder().decode(await bytesOf(file)));
    expect(rows.length).toBeGreaterThan(10);
  });

  it.skipIf(psql === null)('runs no command that the name of a segment holds', async () => {
    const directory = temporaryDirectory('export');
    const made = path.join(directory, 'made');
    const attribute = `s'a\n\\! touch ${made}\n--`;
    const { ctx, key, analysedAt } = await runningExperiment('hostile', {
      method: 'fixed',
      plannedUnits: unitCount,
    });
    await expect(analysedAt(47, [attribute])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const { id } = await analysedAt(48, ['country']);
    // As an analysis from before names had to be printable has it.
    await database.pool.query('alter table analyses disable trigger user');
    await database.pool.query(
      "update analyses set queries = replace(queries::text, 'units by country', $2)::jsonb where id = $1",
      [id, JSON.stringify(`units by ${attribute}`).slice(1, -1)],
    );
    await database.pool.query('alter table analyses enable trigger user');
    const file = await exportAnalysis({ ctx, input: { key, format: 'sql' } });
    if (file === null) throw new Error('no analysis');
    const text = new TextDecoder().decode(await bytesOf(file));
    expect(text).toContain("-- units by s'a?");
    expect((await inPsql(database.url, text)).length).toBeGreaterThan(10);
    expect(existsSync(made)).toBe(false);
  });
});

function expectMoments({ result }: AnalysisView, rows: Awaited<ReturnType<typeof inPsql>>): void {
  const ofMoments = result.metrics.filter(({ kind }) => kind !== 'quantile');
  for (const { key, arms, caps, segments } of ofMoments) {
    for (const arm of arms) {
      const row = rows.find(
        ({ metric, variant, attribute }) => metric === key && variant === arm.variant && attribute === '',
      );
      expect(Number(row?.['n'])).toBe(arm.n);
      const [cap, ...further] = caps.map(({ value }) => value);
      expect(row?.['cap']).toBe(cap === undefined ? '' : String(cap));
      expect(row?.['further_caps']).toBe(`{${further.join(',')}}`);
      const means = numbersOf(row?.['means']);
      expect(means).toEqual(arm.joint?.means ?? [arm.mean]);
      expect(numbersOf(row?.['covariances'])).toEqual(
        arm.joint?.covariances.flatMap((line, index) => line.slice(index)) ?? [arm.variance],
      );
    }
    for (const { value, treatment } of segments.flatMap((by) => by.segments)) {
      const row = rows.find(
        ({ metric, variant, attribute, segment }) =>
          metric === key && variant === 'treatment' && attribute === 'country' && segment === value,
      );
      expect(Number(row?.['n'] ?? 0)).toBe(treatment.n);
    }
  }
}

/** Postgres writes an array of numbers as {1,2}. */
function numbersOf(array: string | undefined): readonly number[] {
  return (array ?? '').replace(/[{}]/g, '').split(',').map(Number);
}
