import { z } from 'zod';
import type { Caller } from '../../auth/context';
import type { Prisma } from '../../database/generated/client';
import type { Reader } from '../../database/reader';
import { NotFoundError } from '../../errors';
import { historyFields, setByServer } from '../../model/answer-fields';
import type { DeepReadonly } from '../../model/deep-readonly';

export const environmentSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    archivedAt: setByServer(
      z
        .date()
        .nullable()
        .describe('Since when nothing is served there and its keys do not work. Null: it is in use.'),
    ),
    running: setByServer(z.array(z.string()).describe('Keys of the experiments with an active run there.')),
    keys: setByServer(z.int().describe('Keys of it that were not revoked and have not expired.')),
    lastUsedAt: setByServer(
      z
        .date()
        .nullable()
        .describe('When one of these keys was last used, to a minute or two. Null: not seen yet.'),
    ),
    createdAt: historyFields.createdAt,
    version: historyFields.version,
  })
  .meta({ id: 'Environment', description: 'Where experiments run: production, staging.' });

export type EnvironmentView = DeepReadonly<z.output<typeof environmentSchema>>;

export const environmentInclude = {
  runs: { where: { endedAt: null }, select: { experiment: { select: { key: true } } } },
  keys: {
    where: { revokedAt: null },
    select: { expiresAt: true, lastUsedAt: true, previousLastUsedAt: true, previousEndsAt: true },
  },
} satisfies Prisma.EnvironmentInclude;

export type StoredEnvironment = Prisma.EnvironmentGetPayload<{ include: typeof environmentInclude }>;

export function toEnvironmentView(stored: StoredEnvironment, now: Date): EnvironmentView {
  const { key, name, archivedAt, createdAt, version } = stored;
  const working = stored.keys.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  const uses = working.flatMap(({ lastUsedAt, previousLastUsedAt, previousEndsAt }) => [
    lastUsedAt,
    previousEndsAt !== null && previousEndsAt > now ? previousLastUsedAt : null,
  ]);
  const lastUse = Math.max(...uses.map((use) => use?.getTime() ?? -Infinity));
  return {
    ...{ key, name, archivedAt, createdAt, version },
    running: runningIn(stored),
    keys: working.length,
    lastUsedAt: Number.isFinite(lastUse) ? new Date(lastUse) : null,
  };
}

/** Keys of the experiments with an active run. */
export function runningIn({ runs }: Pick<StoredEnvironment, 'runs'>): readonly string[] {
  return runs.map(({ experiment }) => experiment.key).toSorted();
}

/** The workspace's environment of that key, archived or not. Throws {@link NotFoundError}. */
export async function findStoredEnvironment(
  reader: Reader,
  ctx: Caller,
  key: string,
): Promise<StoredEnvironment> {
  const stored = await reader.environment.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    include: environmentInclude,
  });
  if (stored === null) throw new NotFoundError('environment', key);
  return stored;
}

export const environmentRow = { table: 'environments', find: findStoredEnvironment } as const;
