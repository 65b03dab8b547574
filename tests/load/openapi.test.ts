import { expect, test } from 'vitest';
import { isShortForm } from '../support/form';
import { startFuzzedApi } from '../support/fuzzed-api';

const api = await startFuzzedApi();

// The ordinary tests send 500 of another seed.
const COUNT = isShortForm ? 1_500 : 10_000;

test(`${COUNT} requests made from the API's description, right ones and broken ones: no 5xx, and every answer as it says`, async () => {
  await api.walk();
  const { statuses, unexpected } = await api.fuzz(COUNT, 42);
  expect(unexpected).toEqual([]);
  expect(api.server.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect(statuses.size).toBe(api.operations.length);
});
