import type { StoredKey, ConfigurationSource } from '../model/served-configuration';
import { inTransaction, type Database } from '../database/client';
import type { Reader } from '../database/reader';
import type { Log } from '../log';
import { reachOfStored } from '../auth/key-reach';
import { toPlacedRun, type PlacedRun, type StoredRun } from './served-run';

/**
 * What every environment serves, and the keys that may ask for it, as of one instant.
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
      const environments = await transaction.environment.findMany({
        where: { archivedAt: null },
        orderBy: { id: 'asc' },
      });
      const experiments = await transaction.experiment.findMany({
        select: { workspaceId: true, key: true },
        orderBy: { key: 'asc' },
      });
      const served = await loadServed(transaction, log);
      return {
        keys: await loadKeys(transaction),
        environments: environments.map(({ id, workspaceId, key, configurationVersion }) => {
          const placed = served.get(id) ?? [];
          const active = new Set(placed.map(({ run }) => run.key));
          const inactive = experiments
            .filter((experiment) => experiment.workspaceId === workspaceId && !active.has(experiment.key))
            .map((experiment) => experiment.key);
          return {
            id,
            workspaceId,
            key,
            version: configurationVersion,
            ...togetherOf(placed),
            inactive,
          };
        }),
      };
    },
    { isolation: 'RepeatableRead' },
  );
}

/** Runs and everything that they refer to, each once. */
export function togetherOf(placed: readonly PlacedRun[]) {
  return {
    running: placed.map(({ run }) => run),
    layers: onceByKey(placed.flatMap(({ layer }) => (layer === null ? [] : [layer]))),
    holdouts: onceByKey(placed.flatMap(({ holdouts }) => holdouts)),
    audiences: onceByKey(placed.flatMap(({ audiences }) => audiences)),
  };
}

/** Salts and shares never change, and an audience's key carries its version: things of one key are the same thing. */
function onceByKey<Keyed extends { readonly key: string }>(all: readonly Keyed[]): readonly Keyed[] {
  return [...new Map(all.map((one) => [one.key, one])).values()];
}

/** By environment, of one workspace or of all: the active runs, and those whose variant was shipped. */
export async function loadServed(
  reader: Reader,
  log: Log,
  workspaceId?: string,
): Promise<ReadonlyMap<number, readonly PlacedRun[]>> {
  const holdouts = await reader.holdout.findMany({
    where: { releasedAt: null },
    select: { workspaceId: true, key: true },
  });
  const holding = new Set(holdouts.map(({ workspaceId, key }) => `${workspaceId} ${key}`));
  const isHolding = (workspaceId: string, key: string) => holding.has(`${workspaceId} ${key}`);
  const rows: readonly StoredRun[] = await reader.run.findMany({
    where: {
      OR: [{ endedAt: null }, { shippedVariant: { not: null } }],
      ...(workspaceId === undefined ? {} : { experiment: { workspaceId } }),
    },
    include: {
      allocations: { orderBy: { number: 'asc' }, select: { coverage: true, reach: true } },
      schedules: { orderBy: { number: 'desc' }, take: 1, select: { startsAt: true, endsAt: true } },
      experiment: { select: { key: true, workspaceId: true, startsAt: true, endsAt: true, forced: true } },
    },
    orderBy: { id: 'asc' },
  });
  const byEnvironment = new Map<number, PlacedRun[]>();
  for (const row of rows) {
    const placed = toPlacedRun(row, isHolding, log);
    if (placed === null) continue;
    const runs = byEnvironment.get(row.environmentId) ?? [];
    runs.push(placed);
    byEnvironment.set(row.environmentId, runs);
  }
  return byEnvironment;
}

const hexadecimal = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function loadKeys(reader: Reader): Promise<readonly StoredKey[]> {
  const keys = await reader.key.findMany({
    where: { revokedAt: null, environment: { archivedAt: null } },
    orderBy: { id: 'asc' },
  });
  return keys.map((key) => {
    const { id, environmentId, name, scopes, allowedOrigins, previousHash, previousEndsAt } = key;
    return {
      id,
      hash: hexadecimal(key.hash),
      environmentId,
      reach: reachOfStored[key.reach],
      kind: key.kind === 'SECRET' ? 'secret' : 'publishable',
      name,
      scopes,
      allowedOrigins,
      expiresAtMs: key.expiresAt?.getTime() ?? null,
      previous:
        previousHash === null || previousEndsAt === null
          ? null
          : { hash: hexadecimal(previousHash), endsAtMs: previousEndsAt.getTime() },
    };
  });
}
