import { createServer } from 'node:http';
import { once } from 'node:events';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { controlPlaneOptions } from '../../../lib/api/control-plane-options';
import { nodeListener, nothingElse } from '../../../lib/protocol/node-listener';
import { createControlPlane } from '../../../lib/api/control-plane';
import { exportUnits } from '../../../lib/verbs/analysis/export-units';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { runAnalysis } from '../../../lib/verbs/analysis/run-analysis';
import { recordLog } from '../../support/data-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const log = recordLog();
const server = createServer(
  nodeListener(createControlPlane(controlPlaneOptions(database, log)), nothingElse),
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => server.close());

const unitCount = 12_001;
const { ctx, secretKey } = await createWorkspace(database);
const { token: unitKey } = await createKey({
  ctx,
  input: { kind: 'secret', name: 'units', scopes: ['results:read', 'units:export'] },
});
await createExperiment({ ctx, input: experimentBody({ plan: { method: 'fixed', plannedUnits: 100 } }) });
const { runs } = await startExperiment({ ctx, input: { key: 'checkout' } });

function get(query: string, key: string, path = 'export'): Promise<Response> {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return fetch(`http://127.0.0.1:${String(port)}/api/v1/experiments/checkout/${path}${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });
}

async function idleTransactions(): Promise<number> {
  const { rows } = await database.pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
  );
  return rows.length;
}

describe('exports over HTTP', () => {
  it('say before the first look why there are no units', async () => {
    const answer = await get('?rows=units', unitKey);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'LOOK_NOT_REACHED' });
  });

  it('stream rows of units to a key that was given the scope by name, and to no other', async () => {
    await database.pool.query(
      `insert into exposures (run_id, unit, variant, first_seen_at)
       select $1, 'unit-' || id, id % 2, now() - interval '1 hour' from generate_series(1, $2::int) as id`,
      [runs[0]?.id, unitCount],
    );
    expect((await runAnalysis({ ctx, input: { key: 'checkout' } })).lookNumber).toBe(1);
    expect((await get('?rows=units', secretKey)).status).toBe(403);
    const csv = await get('?rows=units&format=csv', unitKey);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="checkout-run-1-units.csv"');
    expect(csv.headers.get('content-length')).toBeNull();
    expect((await csv.text()).trimEnd().split('\r\n')).toHaveLength(1 + unitCount);
    const parquet = await get('?rows=units&format=parquet', unitKey);
    const rows = await parquetReadObjects({ file: await parquet.arrayBuffer() });
    expect(new Set(rows.map(({ unit }) => String(unit))).size).toBe(unitCount);
  });

  it('stream rows of units wherever the server was started', async () => {
    const directory = vi.spyOn(process, 'cwd').mockReturnValue('/');
    try {
      const csv = await get('?rows=units&format=csv', unitKey);
      expect((await csv.text()).split('\n')).toHaveLength(unitCount + 2);
    } finally {
      directory.mockRestore();
    }
  });

  it('let go of the database when the reader goes away, and call that no failure', async () => {
    const answer = await get('?rows=units&format=csv', unitKey);
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await expect.poll(idleTransactions).toBe(0);
    expect(log.lines).toEqual([]);
  });

  it('count from the call, and no more once the file is let go of, read or not', async () => {
    const ask = () => exportUnits({ ctx, input: { key: 'checkout' } });
    // The file of the test before is let go of as soon as its thread has heard of it.
    const patiently = { timeout: 300_000 };
    const one = await vi.waitFor(ask, patiently);
    const other = await vi.waitFor(ask, patiently);
    await expect(ask()).rejects.toMatchObject({ code: 'TOO_MANY_EXPORTS' });
    const read = new Response(one.body);
    expect((await read.text()).length).toBeGreaterThan(unitCount);
    const again = await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'TOO_MANY_EXPORTS' });
    await new Response(other.body).body?.cancel();
    const last = await ask();
    for (const { body } of [again, last]) await new Response(body).body?.cancel();
  });

  it('give moments as files of a known length, and refuse rows and formats that there are not', async () => {
    const parquet = await get('?format=parquet', secretKey);
    expect(parquet.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    const body = new Uint8Array(await parquet.arrayBuffer());
    expect(parquet.headers.get('content-length')).toBe(String(body.length));
    expect(new TextDecoder().decode(body.slice(0, 4))).toBe('PAR1');
    expect((await get('?format=sql', secretKey)).status).toBe(200);
    expect((await get('?rows=people', secretKey)).status).toBe(400);
    expect((await get('?rows=units&format=xlsx', unitKey)).status).toBe(400);
    const latest = await get('', secretKey, 'analyses/latest');
    expect(latest.headers.get('content-length')).toBe(String(Buffer.byteLength(await latest.text())));
  });
});
