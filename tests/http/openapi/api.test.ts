import { expect, test } from 'vitest';
import { verbs } from '../../../lib/verbs/verb-list';
import { describedOperations } from '../../support/described-api';
import { beyondThisServer, startFuzzedApi } from '../../support/fuzzed-api';
import { verbExamples } from '../../support/verb-examples';

const api = await startFuzzedApi();
/** What a verb's example brings about is held against the document where the client calls each of them. */
const carriedOutByClient = verbs
  .filter(({ name }) => verbExamples[name] !== undefined && verbExamples[name].code === undefined)
  .map(({ name, door }) => door?.operation ?? name)
  .filter((id) => id !== beyondThisServer);
const errors = () => api.server.log.lines.filter(({ level }) => level === 'error');

test('every operation can be carried out, and its answers are as the document says', async () => {
  const { answers } = await api.walk();
  const departed = answers.flatMap(({ operation, departures }) =>
    departures.map((departure) => `${operation.id}: ${departure}`),
  );
  expect(departed).toEqual([]);
  const carriedOut = new Set([...answers.map(({ operation }) => operation.id), ...carriedOutByClient]);
  const left = describedOperations.map(({ id }) => id).filter((id) => !carriedOut.has(id));
  expect(left).toEqual([beyondThisServer]);
  expect(errors()).toEqual([]);
});

// Of another seed the load project sends 1,500 in its short form and 10,000 in its full one.
test('500 requests made from the document and one of each operation, right ones and broken ones: no 5xx, and every answer as it says', async () => {
  const { statuses, unexpected } = await api.fuzz(500, 20_261_127);
  expect(unexpected).toEqual([]);
  expect(errors()).toEqual([]);
  expect(statuses.size).toBe(api.operations.length);
  // Both kinds in numbers, or the requests would test nothing.
  const sums = new Map<number, number>();
  for (const counts of statuses.values()) {
    for (const [status, count] of counts) sums.set(status, (sums.get(status) ?? 0) + count);
  }
  expect(sums.get(200)).toBeGreaterThan(60);
  expect(sums.get(400)).toBeGreaterThan(60);
});
