import { permissionsOf } from '../../lib/auth/permissions';
import type { Database } from '../../lib/database/client';
import { provideDatabase } from '../../lib/database/provide';
import { createControlPlane } from '../../lib/api/control-plane';
import { controlPlaneOptions } from '../../lib/api/control-plane-options';
import { programLog } from '../../lib/log';
import { wholeWorkspace, type Context } from '../../lib/auth/context';
import { createKey } from '../../lib/verbs/keys/create-key';
import { revokeKey } from '../../lib/verbs/keys/revoke-key';
import { nodeListener, nothingElse } from '../../lib/protocol/node-listener';
import { startServer } from '../../lib/serving/start-server';
import type { ServerAddress } from '../../lib/client/api-client';
import { say } from './terminal';

/**
 * Works with the server that was named; null: starts what is not running, the database and a server that ends with the
 * work. `name` is that of the command; `now` a clock for a server of our own, where it is not to be the machine's.
 */
export async function withServer(
  name: string,
  server: ServerAddress | null,
  work: (server: ServerAddress) => Promise<void>,
  now?: () => Date,
): Promise<void> {
  if (server === null) await onOwnServer(name, work, now);
  else await work(server);
}

async function onOwnServer(
  name: string,
  work: (server: ServerAddress) => Promise<void>,
  now: (() => Date) | undefined,
): Promise<void> {
  const provided = await provideDatabase({ report: say });
  const log = programLog();
  const server = await startServer({
    databaseUrl: provided.url,
    log,
    ...(now !== undefined && { now }),
    fallback: (database) =>
      nodeListener(createControlPlane(controlPlaneOptions(database, log, { now })), nothingElse),
  });
  try {
    await withKey(await contextOfFirstWorkspace(server.database, name), name, (key) =>
      work({ url: server.url, key }),
    );
  } finally {
    await server.close();
    await provided.stop();
  }
}

/** The oldest workspace, or one made for what is sent; with every permission, as whoever runs this holds the database. */
export async function contextOfFirstWorkspace(database: Database, name: string): Promise<Context> {
  const found = await database.prisma.workspace.findFirst({ orderBy: { createdAt: 'asc' } });
  const workspace =
    found ??
    (await database.prisma.workspace.create({
      data: { name: 'Replays', environments: { create: [{ key: 'production', name: 'Production' }] } },
    }));
  const actor = {
    kind: 'system',
    id: name,
    label: name,
    permissions: permissionsOf('owner'),
    reach: wholeWorkspace,
  } as const;
  return { workspaceId: workspace.id, actor, database, now: () => new Date() };
}

/** A key that lives as long as the work. */
async function withKey(ctx: Context, name: string, work: (key: string) => Promise<void>): Promise<void> {
  const { key, token } = await createKey({ ctx, input: { kind: 'secret', reach: 'workspace', name } });
  try {
    await work(token);
  } finally {
    await revokeKey({ ctx, input: { key } });
  }
}
