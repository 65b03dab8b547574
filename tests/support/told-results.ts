import { z } from 'zod';
import type { Context } from '../../lib/auth/context';
import { forest } from '../../lib/charts/forest';
import { verdict } from '../../lib/charts/verdict';
import type { Decision } from '../../lib/model/decision';
import { parseAnalysisResult } from '../../lib/model/analysis-result';
import { parseStoredDecision } from '../../lib/model/decision';
import { parseRunConfiguration } from '../../lib/model/run-configuration';
import type { Database } from '../../lib/database/client';
import { exportAnalysis } from '../../lib/verbs/analysis/export-analysis';
import { stopExperiment } from '../../lib/verbs/experiments/stop-experiment';
import { controlPlaneCaller } from './control-plane';
import { afterFile } from './after-file';
import { cloneDatabase } from './database';
import { valueOf } from './outcomes';
import { runWithEvidence } from './run-with-evidence';
import { createWorkspace } from './workspace';

let opened: Promise<Database> | undefined;

/** The database of the file that runs: modules may outlive a file, its database does not. */
export function fileDatabase(): Promise<Database> {
  opened ??= openForFile();
  return opened;
}

function openForFile(): Promise<Database> {
  afterFile(() => {
    opened = undefined;
  });
  return cloneDatabase();
}

export const open = { startHours: 0, lengthHours: null };
type Metric = Parameters<typeof runWithEvidence>[1][number];

export const sum = (key = 'revenue', more: object = {}): Metric => ({
  key,
  name: key === 'revenue' ? 'Revenue' : key,
  kind: 'sum',
  definition: {
    version: 2,
    event: key,
    where: [],
    window: open,
    covariate: null,
    winsorisation: null,
    ...more,
  },
});
export const share = (key: string, event = key): Metric => ({
  key,
  kind: 'proportion',
  definition: { version: 2, event, where: [], window: open, covariate: null },
});
export const variantsOf = (...keys: readonly string[]) =>
  keys.map((key, position) => ({
    key,
    name: key,
    value: position > 0,
    weight: 1 / keys.length,
    isControl: position === 0,
  }));

/** Units of one arm and what they did: `done` of them did it, each mean - spread or mean + spread in turn. */
interface Arm {
  readonly variant: number;
  readonly n: number;
  /** Of units that come later another one. */
  readonly batch?: string;
  readonly hours?: number;
  readonly attributes?: object;
}

interface Did {
  readonly event: string;
  readonly done?: number;
  readonly mean?: number;
  readonly spread?: number;
  /** So many units in a row have the same value. */
  readonly period?: number;
  /** After the arm's exposure. */
  readonly after?: number;
}

type Run = Awaited<ReturnType<typeof runWithEvidence>>;

/** Puts units of one arm, and what they did, under a run. */
function armsOf(run: Pick<Run, 'runId' | 'environmentId' | 'at'>) {
  return async ({ variant, n, batch = 'a', hours = 0, attributes = {} }: Arm, ...did: readonly Did[]) => {
    const database = await fileDatabase();
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at, received_at, attributes)
       select $1, $2 || '-' || id, $3, $4, $4, $5 from generate_series(0, $6::int - 1) as id`,
      [run.runId, `${batch}${String(variant)}`, variant, run.at(hours), JSON.stringify(attributes), n],
    );
    for (const { event, done = n, mean = 1, spread = 0, period = 1, after = 0.01 } of did) {
      const at = run.at(hours + after);
      await database.pool.query('select ensure_event_partition($1)', [at]);
      await database.pool.query(
        `insert into events (environment_id, key, name, unit, value, occurred_at, received_at, properties)
         select $1, gen_random_uuid(), $2, $3 || '-' || id, $4::float8 + $5::float8 * (2 * ((id / $8::int) % 2) - 1), $6, $6, '{}'
         from generate_series(0, $7::int - 1) as id`,
        [run.environmentId, event, `${batch}${String(variant)}`, mean, spread, at, done, period],
      );
    }
  };
}

export async function experiment(metrics: readonly Metric[], changes: Readonly<Record<string, unknown>>) {
  const database = await fileDatabase();
  const workspace = await createWorkspace(database);
  const run = await runWithEvidence(database, metrics, changes, workspace);
  const call = controlPlaneCaller(database, workspace.secretKey);
  const arm = armsOf(run);
  const told = async () => {
    const get = async (query: string) => {
      const { body } = await call('GET', `/api/v1/experiments/checkout/analyses/latest${query}`);
      return analysisOf(body);
    };
    const newest = await get('');
    const look = newest.lookNumber === null ? null : newest;
    const rows = forest(newest.result, newest.decision).groups.flatMap(({ metrics: shown }) =>
      shown.flatMap((metric) => metric.rows),
    );
    const page = (running: boolean) => verdict({ plan: newest.configuration.plan, running, newest, look });
    const decision = newest.decision?.decision;
    return { ...newest, rows, page, outcome: decision === undefined ? null : valueOf<Decision>(decision) };
  };
  /** Analyses as of that time, and asks the API for it. */
  const analysed = async (hours: number, input: object = {}) => {
    await run.analysedAt(hours, input);
    return told();
  };
  const stop = (hours: number) =>
    stopExperiment({ ctx: { ...run.ctx, now: () => run.at(hours) }, input: { key: 'checkout' } });
  const learning = async () => learningSchema.parse((await call('GET', '/api/v1/learning')).body);
  return { ...run, workspace, call, arm, analysed, stop, learning };
}

const learningSchema = z.looseObject({
  counts: z.record(z.string(), z.number()),
  learningRate: z.looseObject({ ok: z.boolean(), value: z.number().optional() }),
  experiments: z.array(
    z.looseObject({
      outcome: z.string(),
      primary: z
        .looseObject({
          metric: z.string(),
          relativeDifference: z.number().nullable(),
          shrunkenRelativeDifference: z.number().nullable(),
        })
        .nullable(),
    }),
  ),
});

const analysisSchema = z.looseObject({
  configuration: z.unknown(),
  result: z.unknown(),
  decision: z.unknown(),
  lookNumber: z.int().nullable(),
  engineVersion: z.string(),
});

function analysisOf(body: unknown) {
  const { configuration, result, decision, lookNumber, engineVersion } = analysisSchema.parse(body);
  return {
    configuration: parseRunConfiguration(configuration),
    result: parseAnalysisResult(result),
    decision: parseStoredDecision(decision),
    lookNumber,
    engineVersion,
  };
}

/** One more experiment of the same metric in the workspace of the first. */
export async function another(
  first: Awaited<ReturnType<typeof experiment>>,
  key: string,
  plan: object,
): Promise<Pick<typeof first, 'arm' | 'analysedAt' | 'stop'>> {
  const changes = { key, plan, metrics: [{ metric: 'revenue', role: 'success' }] };
  const run = await runWithEvidence(await fileDatabase(), [], changes, first.workspace);
  const stop = (hours: number) =>
    stopExperiment({ ctx: { ...run.ctx, now: () => run.at(hours) }, input: { key } });
  return { arm: armsOf(run), analysedAt: run.analysedAt, stop };
}

export const plannedSchema = z.looseObject({
  size: z.looseObject({ value: z.looseObject({ units: z.int() }) }),
  considered: z.looseObject({ power: z.looseObject({ value: z.looseObject({ power: z.number() }) }) }),
  warnings: z.array(z.looseObject({ code: z.string() })),
});

export async function fileOf(
  { ctx }: { readonly ctx: Context },
  format: string,
  moments = 'false',
): Promise<string> {
  const file = await exportAnalysis({ ctx, input: { key: 'checkout', format, moments } });
  return file === null ? '' : new Response(file.body).text();
}
