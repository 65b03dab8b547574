import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createCallerLimits } from '../../../lib/api/caller-limits';
import { createControlPlane } from '../../../lib/api/control-plane';
import { controlPlaneOptions } from '../../../lib/api/control-plane-options';
import { nodeListener, nothingElse } from '../../../lib/protocol/node-listener';
import { recordLog, send, startDataPlane } from '../../support/data-plane';
import { createWorkspace } from '../../support/workspace';

const limits = createCallerLimits({
  perKey: { perSecond: 0.01, burst: 5 },
  perAddressUnknown: { perSecond: 0.01, burst: 20 },
});
const { database, url } = await startDataPlane({
  fallback: (own) =>
    nodeListener(
      createControlPlane(controlPlaneOptions(own, recordLog(), { limits, trustedProxies: 1 })),
      nothingElse,
    ),
});
const { secretKey } = await createWorkspace(database);
const experiments = `${url}/api/v1/experiments`;

async function keyQueries(): Promise<number> {
  const { rows } = await database.pool.query<{ scans: number }>(
    "select (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::int as scans from pg_stat_user_tables where relname = 'keys'",
  );
  return rows[0]?.scans ?? 0;
}

describe('the control plane', () => {
  test('asks the database about no more than some keys of one address, however many are tried', async () => {
    await database.pool.query('select pg_stat_force_next_flush()');
    const before = await keyQueries();
    const statuses = await Promise.all(
      Array.from({ length: 400 }, async () => {
        const invented = `fs_sec_${randomBytes(24).toString('hex')}`;
        const { status, headers } = await send(experiments, invented, undefined, {
          headers: { 'x-forwarded-for': '203.0.113.9' },
        });
        if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        return status;
      }),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(380);
    await expect.poll(async () => (await keyQueries()) - before).toBeLessThanOrEqual(60);
  });

  test('still answers keys that exist, from other addresses and from that one once it knew them', async () => {
    const from = (address: string) =>
      send(experiments, secretKey, undefined, { headers: { 'x-forwarded-for': address } });
    expect((await from('203.0.113.10')).status).toBe(200);
    expect((await from('203.0.113.9')).status).toBe(200);
  });

  test('refuses more requests of one key than its limit with 429 and Retry-After', async () => {
    const answers = [];
    for (let index = 0; index < 8; index += 1) answers.push(await send(experiments, secretKey));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ body: { code: 'RATE_LIMITED' } });
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('says nothing about limits to what is no key', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect((await send(experiments, null, undefined, { headers })).status).toBe(401);
    expect((await send(experiments, 'no key', undefined, { headers })).status).toBe(401);
  });
});
