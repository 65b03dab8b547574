import { expect, test } from 'vitest';
import { createGroupCommit } from '../../lib/evidence/postgres/write/group-commit';

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

const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const cancelled = Object.assign(new Error('canceling statement'), { code: '57014', severity: 'ERROR' });

test('when the storage is away, all that waits is told at once instead of one after the other', async () => {
  let writes = 0;
  const { submit } = createGroupCommit<string>({
    ...limits,
    maxRowsTogether: 1,
    write: async () => {
      writes += 1;
      await turn();
      throw away;
    },
  });
  const results = await Promise.allSettled(['a', 'b', 'c'].map((row) => submit([row])));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(writes).toBe(1);
});

test('after a time-out fewer rows go together, after a success more again', async () => {
  const sizes: number[] = [];
  const { submit } = createGroupCommit<string>({
    ...limits,
    maxRowsTogether: 4,
    maxRowsWaiting: 100,
    write: async (rows) => {
      sizes.push(rows.length);
      await turn();
      if (sizes.length <= 2) throw cancelled;
      return noDuplicates;
    },
  });
  await Promise.allSettled(Array.from({ length: 17 }, () => submit(['r'])));
  expect(sizes).toEqual([1, 2, 1, 2, 4, 4, 3]);
});

test('a second transaction runs beside the first once enough rows wait for it', async () => {
  let together = 0;
  let most = 0;
  const { submit } = createGroupCommit<string>({
    ...limits,
    maxWrites: 2,
    minRowsBeside: 3,
    write: async () => {
      together += 1;
      most = Math.max(most, together);
      await turn();
      together -= 1;
      return noDuplicates;
    },
  });
  await Promise.all([submit(['a']), submit(['b']), submit(['c'])]);
  expect(most).toBe(1);
  await turn();
  await Promise.all([submit(['a']), submit(['b']), submit(['c']), submit(['d'])]);
  expect(most).toBe(2);
});

test('what waits is bounded in bytes too, and a lone submission of any size is written', async () => {
  const { submit, isFull } = createGroupCommit<string>({
    ...limits,
    maxBytesWaiting: 50,
    write: async () => {
      await turn();
      return noDuplicates;
    },
  });
  const large = 'x'.repeat(300);
  const first = submit([large]);
  const second = submit([large]);
  expect(isFull()).toBe(true);
  await expect(submit(['y'])).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  expect(await Promise.all([first, second])).toEqual([1, 1]);
  expect(isFull()).toBe(false);
});
