import { expect, inject, test } from 'vitest';
import { startDataPlane } from '../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { answersTo } from '../support/hostile-answers';
import { hostileRequests } from '../support/hostile-requests';

const server = await startDataPlane();
const place = await makeWorkspace(server.database);
const swedes = { any: [{ attribute: 'country', operator: 'equals', value: 'SE' }, { all: [] }] } as const;
for (const key of ['checkout', 'swedes']) {
  await makeRunningExperiment(server.database, place, { key, targeting: swedes });
}
const key = await makeKey(server.database, place.environmentId);
await server.dataPlane.refresh();

// The ordinary tests send 200 of another seed.
const COUNT = inject('form') === 'short' ? 500 : 10_000;

test(`${COUNT} hostile contexts and bodies: no 5xx, no crash, nothing logged as failed`, async () => {
  const { statuses, unexpected } = await answersTo(hostileRequests(COUNT, 42), server.url, key);
  expect(unexpected).toEqual([]);
  expect(server.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(COUNT);
});
