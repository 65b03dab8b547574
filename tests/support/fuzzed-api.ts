import { keyScopes } from '../../lib/auth/permissions';
import { createKey } from '../../lib/verbs/keys/create-key';
import { apiCaller } from './api-caller';
import { fuzz, type FuzzResult } from './api-fuzz';
import { walkThrough, type Journey } from './api-journey';
import { apiRequests } from './api-requests';
import { wordsInBodies } from './api-words';
import { describedOperations } from './described-api';
import { sourceDatabase } from './source-database';
import { startWholeServer } from './whole-server';
import { joinWorkspace } from './people';
import { createWorkspace } from './workspace';

/** Next answers this one, which needs a built console. */
export const beyondThisServer = 'watchIngestion';

/** Both planes over a workspace that somebody walked through, and a key with every scope. Call it at the top of the file. */
export async function startFuzzedApi() {
  const server = await startWholeServer();
  const shop = await sourceDatabase();
  const { ctx } = await createWorkspace(server.database);
  for (const name of ['anna', 'ben']) await joinWorkspace(ctx, 'viewer', `${name}@example.com`);
  const { token: key } = await createKey({
    ctx,
    input: { kind: 'secret', reach: 'workspace', name: 'all', scopes: keyScopes },
  });
  await server.dataPlane.refresh();
  const call = apiCaller(server.url, key);
  const words = { ...wordsInBodies, connection: [shop.connection, 'postgresql://nobody@127.0.0.1:1/none'] };
  const operations = describedOperations.filter(({ id }) => id !== beyondThisServer);
  return {
    server,
    operations,
    walk: (): Promise<Journey> => walkThrough(call, shop.connection),
    fuzz: (count: number, seed: number): Promise<FuzzResult> =>
      fuzz(call, apiRequests(operations, { count, seed, words })),
  };
}
