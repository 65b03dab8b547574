import { expect, test } from 'vitest';
import { createGroupCommit } from '../../lib/services/ingestion/group-commit';

const limits = {
  bytesOf: (row: string) => row.length,
  maxRowsTogether: 4,
  maxBytesTogether: 100,
  maxRowsWaiting: 10,
  maxBytesWaiting: 200,
  maxWrites: 1,
  minRowsBeside: 1,
};
const noDuplicates: ReadonlySet<number> = new Set();
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what arrives during a commit goes together in the next', async () => {
  const written: string[][] = [];
  const { submit } = createGroupCommit<string>({
    ...limits,
    write: async (rows) => {
      written.push([...rows]);
      await turn();
      return noDuplicates;
    },
  });
  const counts = await Promise.all([
    submit(['a']),
    submit(['b', 'c']),
    submit(['d']),
    submit(['e', 'f', 'g']),
  ]);
  expect(written).toEqual([['a'], ['b', 'c', 'd'], ['e', 'f', 'g']]);
  expect(counts).toEqual([1, 2, 1, 3]);
});

test('each submission is told how many of its own rows were new', async () => {
  const { submit } = createGroupCommit<string>({
    ...limits,
    write: async (rows) => {
      await turn();
      return new Set(rows.flatMap((row, index) => (row === 'old' ? [index] : [])));
    },
  });
  expect(await Promise.all([submit(['x']), submit(['old', 'y']), submit(['old'])])).toEqual([1, 1, 0]);
});

test('one request with rows that cannot be stored does not fail the others of its group', async () => {
  const { submit } = createGroupCommit<string>({
    ...limits,
    write: async (rows) => {
      await turn();
      if (rows.includes('bad')) throw new Error('refused');
      return noDuplicates;
    },
  });
  const results = await Promise.allSettled([submit(['a']), submit(['bad']), submit(['b'])]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('more rows than may wait are refused at once, and nothing is forgotten afterwards', async () => {
  const { submit } = createGroupCommit<string>({
    ...limits,
    write: async () => {
      await turn();
      return noDuplicates;
    },
  });
  const rows = (count: number) => Array.from({ length: count }, () => 'r');
  const accepted = [submit(rows(4)), submit(rows(6)), submit(rows(4))];
  await expect(submit(rows(1))).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', retryAfterSeconds: 1 });
  expect(await Promise.all(accepted)).toEqual([4, 6, 4]);
  expect(await submit(rows(10))).toBe(10);
});
