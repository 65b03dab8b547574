import { expect, test } from 'vitest';
import { dataPlaneRoutes } from '../../../lib/serving/data-plane';
import { startDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

const { database, url, dataPlane } = await startDataPlane();
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
await makeRunningExperiment(database, place, { key: 'checkout' });
await dataPlane.refresh();

test('HEAD is answered as GET is, without a body, on every path that takes GET', async () => {
  const paths = [
    '/health/live',
    '/health/ready',
    '/metrics',
    '/api/v1/configuration',
    '/api/v1/configuration/stream',
  ];
  const own = dataPlaneRoutes.filter((route) => route.method === 'GET').map((route) => route.path);
  expect([...own].sort()).toEqual([...paths].sort());
  for (const path of paths) {
    const ask = (method: string) =>
      fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${key}` },
        signal: AbortSignal.timeout(600_000),
      });
    const [head, get] = [await ask('HEAD'), await ask('GET')];
    expect(head.status, path).toBe(200);
    expect(await head.text()).toBe('');
    for (const name of ['content-type', 'etag', 'cache-control']) {
      expect(head.headers.get(name), `${path} ${name}`).toBe(get.headers.get(name));
    }
    await get.body?.cancel();
  }
  const evaluation = await fetch(`${url}/ofrep/v1/evaluate/flags/checkout`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${key}` },
  });
  expect([evaluation.status, evaluation.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
});
