import type { Database } from '@/lib/database/client';
import { runAnalysis } from '@/lib/verbs/analysis/run-analysis';
import type { Context } from '@/lib/auth/context';
import { createExperiment } from '@/lib/verbs/experiments/create-experiment';
import { startExperiment } from '@/lib/verbs/experiments/start-experiment';
import { createMetric } from '@/lib/verbs/metrics/create-metric';
import { createWorkspace, experimentBody, type TestWorkspace } from './workspace';

const hourMs = 3_600_000;

export interface StoredExposure {
  readonly unit: string;
  readonly variant: number;
  /** Hours after the run's start. */
  readonly hours: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly receivedHours?: number;
}

export interface StoredEvent {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly hours: number;
  readonly receivedHours?: number;
  readonly properties?: Readonly<Record<string, string>>;
}

/**
 * A running experiment with metrics of the given kinds and definitions, and ways to put evidence under it. Its key is "checkout" unless
 * `changes` have another.
 */
export async function runWithEvidence(
  database: Database,
  metrics: readonly {
    readonly key: string;
    readonly name?: string;
    readonly kind: string;
    readonly definition: object;
  }[],
  changes: Readonly<Record<string, unknown>> = { plan: { looks: 1, plannedUnits: 2 } },
  workspace?: Pick<TestWorkspace, 'ctx' | 'environmentId'>,
) {
  const { ctx, environmentId } = workspace ?? (await createWorkspace(database));
  for (const metric of metrics) await createMetric({ ctx, input: { name: metric.key, ...metric } });
  const used = metrics.map(({ key }) => ({ metric: key, role: 'success' }));
  const body = experimentBody({ metrics: used, ...changes });
  const key = String(body['key']);
  await createExperiment({ ctx, input: body });
  const { runs } = await startExperiment({ ctx, input: { key } });
  const run = runs[0];
  if (run === undefined) throw new Error('not started');
  const at = (hours: number) => new Date(run.startedAt.getTime() + hours * hourMs);

  const exposed = async (exposures: readonly StoredExposure[]) => {
    const rows = exposures.map(({ hours, receivedHours = hours, ...exposure }) => ({
      ...exposure,
      first_seen_at: at(hours),
      received_at: at(receivedHours),
    }));
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at, received_at, attributes)
       select $1, unit, variant, first_seen_at, received_at, attributes
       from json_to_recordset($2) as sent (
         unit text, variant int, first_seen_at timestamptz, received_at timestamptz, attributes jsonb
       )`,
      [run.id, JSON.stringify(rows)],
    );
  };
  const did = async (events: readonly StoredEvent[]) => {
    const rows = events.map(({ hours, receivedHours = hours, ...event }) => ({
      ...event,
      occurred_at: at(hours),
      received_at: at(receivedHours),
    }));
    const months = new Map(
      rows.map(({ occurred_at: occurred }) => [occurred.toISOString().slice(0, 7), occurred]),
    );
    for (const occurred of months.values()) {
      await database.pool.query('select ensure_event_partition($1)', [occurred]);
    }
    await database.pool.query(
      `insert into events (environment_id, key, name, unit, value, occurred_at, received_at, properties)
       select $1, gen_random_uuid(), name, unit, value, occurred_at, received_at, coalesce(properties, '{}')
       from json_to_recordset($2) as sent (
         name text, unit text, value float8, occurred_at timestamptz, received_at timestamptz, properties jsonb
       )`,
      [environmentId, JSON.stringify(rows)],
    );
  };
  const analysedAt = (hours: number, input: object = {}) => {
    const then: Context = { ...ctx, now: () => at(hours) };
    return runAnalysis({ ctx: then, input: { key, ...input } });
  };
  return { ctx, environmentId, runId: run.id, at, exposed, did, analysedAt };
}
