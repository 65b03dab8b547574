import { expect } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../lib/database/client';
import { afterFile } from './after-file';
import { controlPlaneCaller, controlPlaneCallerAs } from './control-plane';
import { send, startDataPlane } from './data-plane';
import { cloneDatabaseUrl } from './database';
import { createWorkspace } from './workspace';

const madeSchema = z.object({ key: z.uuid(), token: z.string(), version: z.int(), prefix: z.string() });

/** What an answer says that holds a token. */
export function madeIn({ body }: { readonly body: unknown }) {
  return madeSchema.parse(body);
}

export const keysPath = '/api/v1/keys';

/** Both planes of a workspace, and the calls that make and change its keys. Call it at the top of the file. */
export async function startKeys() {
  const databaseUrl = await cloneDatabaseUrl();
  const database = openDatabase({ url: databaseUrl, maxConnections: 12 });
  afterFile(() => database.close());
  const { ctx } = await createWorkspace(database);
  let aheadMs = 0;
  const { url, dataPlane, log } = await startDataPlane({
    databaseUrl,
    pollIntervalMs: 60_000,
    now: () => new Date(Date.now() + aheadMs),
  });
  const owner = controlPlaneCallerAs(ctx);
  const post = (at: string, body?: object, version?: number) =>
    owner('POST', `${keysPath}${at}`, {
      ...(body !== undefined && { body }),
      ...(version !== undefined && { headers: { 'if-match': `"${String(version)}"` } }),
    });
  return {
    ...{ databaseUrl, database, ctx, url, dataPlane, log, owner, post },
    /** Sets the data plane's clock ahead of ours. */
    setAhead: (ms: number) => {
      aheadMs = ms;
    },
    made: async (body: object = {}) => {
      const answer = await post('', { kind: 'secret', name: 'server', reach: 'workspace', ...body });
      expect([answer.status, answer.headers.get('location')]).toEqual([
        201,
        expect.stringMatching(/^\/api\/v1\/keys\/[\da-f-]{36}$/),
      ]);
      return madeIn(answer);
    },
    patch: (key: string, body: object, version = 1) =>
      owner('PATCH', `${keysPath}/${key}`, { body, headers: { 'if-match': `"${String(version)}"` } }),
    rotate: (key: string, version: number, overlapHours = 24) =>
      post(`/${key}/rotate`, { overlapHours }, version),
    /** Both planes by the token: the status of each. */
    statuses: async (token: string): Promise<readonly number[]> => {
      await dataPlane.refresh();
      const data = await send(`${url}/api/v1/configuration`, token);
      const control = await controlPlaneCaller(database, token)('GET', '/api/v1/experiments');
      return [data.status, control.status];
    },
    /** As if the key, or the overlap of its rotation, had just ended. */
    age: async (key: string, column: 'expiresAt' | 'previousEndsAt'): Promise<void> => {
      await database.prisma.key.update({ where: { id: key }, data: { [column]: new Date(Date.now() - 1) } });
    },
  };
}
