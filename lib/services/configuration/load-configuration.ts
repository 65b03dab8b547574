import { findMalformation } from '../../assignment/malformation';
import type { StoredKey } from '../../auth/keys-ring';
import { inTransaction, type Database, type Transaction } from '../../database/client';
import type { Log } from '../../log';
import { assignablePartSchema, type ConfigurationSource, type ServedRun } from './configuration-source';

interface RunRow {
  readonly id: number;
  readonly number: number;
  readonly salt: string;
  readonly environmentId: number;
  readonly configuration: unknown;
  readonly experiment: { readonly key: string };
}

/**
 * What every environment serves, and the keys that may ask for it, as of one instant. A run whose stored configuration
 * cannot be used is left out and logged: its experiment counts as not running, and no other is affected.
 */
export async function loadConfiguration({
  database,
  log,
}: {
  database: Database;
  log: Log;
}): Promise<ConfigurationSource> {
  return inTransaction(
    database,
    async (transaction) => {
      const environments = await transaction.environment.findMany({ orderBy: { id: 'asc' } });
      const experiments = await transaction.experiment.findMany({
        select: { workspaceId: true, key: true },
        orderBy: { key: 'asc' },
      });
      const running = await loadRunning(transaction, log);
      return {
        keys: await loadKeys(transaction),
        environments: environments.map(({ id, workspaceId, key, configurationVersion }) => {
          const runs = running.get(id) ?? [];
          const active = new Set(runs.map((run) => run.key));
          const inactive = experiments
            .filter((experiment) => experiment.workspaceId === workspaceId && !active.has(experiment.key))
            .map((experiment) => experiment.key);
          return {
            id,
            workspaceId,
            key,
            version: configurationVersion,
            running: runs,
            layers: [],
            holdouts: [],
            audiences: [],
            inactive,
          };
        }),
      };
    },
    { isolation: 'RepeatableRead' },
  );
}

async function loadRunning(
  transaction: Transaction,
  log: Log,
): Promise<ReadonlyMap<number, readonly ServedRun[]>> {
  const rows: readonly RunRow[] = await transaction.run.findMany({
    where: { endedAt: null },
    select: {
      id: true,
      number: true,
      salt: true,
      environmentId: true,
      configuration: true,
      experiment: { select: { key: true } },
    },
    orderBy: { id: 'asc' },
  });
  const byEnvironment = new Map<number, ServedRun[]>();
  for (const row of rows) {
    const run = toServedRun(row, log);
    if (run === null) continue;
    const runs = byEnvironment.get(row.environmentId) ?? [];
    runs.push(run);
    byEnvironment.set(row.environmentId, runs);
  }
  return byEnvironment;
}

function toServedRun(row: RunRow, log: Log): ServedRun | null {
  const parsed = assignablePartSchema.safeParse(row.configuration);
  const run = parsed.success
    ? { ...parsed.data, key: row.experiment.key, run: row.number, runId: row.id, salt: row.salt }
    : null;
  const reason = run === null ? parsed.error?.message : findMalformation(run);
  if (run !== null && reason === null) return run;
  log.error(
    { runId: row.id, experiment: row.experiment.key, reason },
    'run left out: its configuration is malformed',
  );
  return null;
}

async function loadKeys(transaction: Transaction): Promise<readonly StoredKey[]> {
  const keys = await transaction.key.findMany({ where: { revokedAt: null }, orderBy: { id: 'asc' } });
  return keys.map(({ id, hash, environmentId, kind, name, scopes, allowedOrigins }) => ({
    id,
    hash: Buffer.from(hash).toString('hex'),
    environmentId,
    kind: kind === 'SECRET' ? 'secret' : 'publishable',
    name,
    scopes,
    allowedOrigins,
  }));
}
