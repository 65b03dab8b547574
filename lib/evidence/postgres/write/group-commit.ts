import { storageFailure, type StorageFailure } from '../../../database/storage-failure';
import { StorageUnavailableError } from '../../storage-unavailable';
import type { SharedCommit } from '../../write';

export interface GroupCommitOptions<Row> {
  /** Stores the rows in one transaction and says which of them, by index, had been stored before. */
  readonly write: (rows: readonly Row[]) => Promise<ReadonlySet<number>>;
  /** About how much memory a row takes. */
  readonly bytesOf: (row: Row) => number;
  /** Most of both in one transaction; a single submission may be larger. */
  readonly maxRowsTogether: number;
  readonly maxBytesTogether: number;
  /** Most of both waiting; more are refused, so that a slow database does not fill the memory. */
  readonly maxRowsWaiting: number;
  readonly maxBytesWaiting: number;
  /** Most transactions under way at once. */
  readonly maxWrites: number;
  /** A transaction beside another one pays from here on; fewer rows wait for the one under way. */
  readonly minRowsBeside: number;
}

interface Submission<Row> {
  readonly rows: readonly Row[];
  readonly bytes: number;
  readonly resolve: (newRows: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets concurrent requests share a commit. A commit waits for the disk, so what arrives during one goes together in the
 * next: nothing waits on a timer, a lone request is as fast as without, and under load transactions grow and do not queue.
 */
export function createGroupCommit<Row>(options: GroupCommitOptions<Row>): SharedCommit<Row> {
  const waiting: Submission<Row>[] = [];
  let rowsWaiting = 0;
  let bytesWaiting = 0;
  let writes = 0;
  let rowsTogether = options.maxRowsTogether;

  const takeGroup = (): readonly Submission<Row>[] => {
    let rows = 0;
    let bytes = 0;
    let count = 0;
    for (const submission of waiting) {
      const isTooMuch =
        rows + submission.rows.length > rowsTogether || bytes + submission.bytes > options.maxBytesTogether;
      if (count > 0 && isTooMuch) break;
      count += 1;
      rows += submission.rows.length;
      bytes += submission.bytes;
    }
    rowsWaiting -= rows;
    bytesWaiting -= bytes;
    return waiting.splice(0, count);
  };

  /** What waits would meet the same fate, only later. */
  const tellEverybody = (error: StorageUnavailableError): void => {
    const told = waiting.splice(0);
    rowsWaiting = 0;
    bytesWaiting = 0;
    for (const { reject } of told) reject(error);
  };

  const writeNext = async (): Promise<void> => {
    const outcome = await writeGroup(options.write, takeGroup());
    // Fewer rows after a time-out, so that a slow disk gets through with a part of them instead of never.
    if (outcome === 'slow') rowsTogether = Math.ceil(rowsTogether / 2);
    else rowsTogether = Math.min(options.maxRowsTogether, rowsTogether * 2);
    if (outcome === 'away') tellEverybody(new StorageUnavailableError(RETRY_WHEN_AWAY_SECONDS));
  };

  const start = (): void => {
    while (
      waiting.length > 0 &&
      writes < options.maxWrites &&
      (writes === 0 || rowsWaiting >= options.minRowsBeside)
    ) {
      writes += 1;
      void writeNext().finally(() => {
        writes -= 1;
        start();
      });
    }
  };

  // A submission always fits when nothing waits, however large, or it would be refused for ever.
  const fits = (rows: number, bytes: number): boolean =>
    waiting.length === 0 ||
    (rowsWaiting + rows <= options.maxRowsWaiting && bytesWaiting + bytes <= options.maxBytesWaiting);

  return {
    submit: (rows) => {
      if (rows.length === 0) return Promise.resolve(0);
      const bytes = rows.reduce((sum, row) => sum + options.bytesOf(row), 0);
      if (!fits(rows.length, bytes)) {
        return Promise.reject(new StorageUnavailableError(RETRY_WHEN_FULL_SECONDS, FULL));
      }
      return new Promise((resolve, reject) => {
        waiting.push({ rows, bytes, resolve, reject });
        rowsWaiting += rows.length;
        bytesWaiting += bytes;
        start();
      });
    },
    isFull: () => !fits(1, 1),
  };
}

const RETRY_WHEN_FULL_SECONDS = 1;
const RETRY_WHEN_AWAY_SECONDS = 5;
const FULL = 'Too much is waiting to be stored. Send this again later.';

type Outcome = 'done' | StorageFailure;

/** Never rejects: each submission is told for itself. */
async function writeGroup<Row>(
  write: GroupCommitOptions<Row>['write'],
  group: readonly Submission<Row>[],
): Promise<Outcome> {
  try {
    const duplicates = await write(joined(group));
    let start = 0;
    for (const { rows, resolve } of group) {
      resolve(rows.length - countWithin(duplicates, start, rows.length));
      start += rows.length;
    }
    return 'done';
  } catch (error) {
    const failure = storageFailure(error);
    if (failure === null && group.length > 1) return writeEach(write, group);
    for (const { reject } of group) reject(error);
    return failure ?? 'done';
  }
}

/** One request's rows must not fail the others': each gets a transaction of its own, as long as the storage is there. */
async function writeEach<Row>(
  write: GroupCommitOptions<Row>['write'],
  group: readonly Submission<Row>[],
): Promise<Outcome> {
  let outcome: Outcome = 'done';
  for (const submission of group) {
    if (outcome === 'done') outcome = await writeGroup(write, [submission]);
    else submission.reject(new StorageUnavailableError(RETRY_WHEN_AWAY_SECONDS));
  }
  return outcome;
}

function joined<Row>(group: readonly Submission<Row>[]): readonly Row[] {
  const [first] = group;
  if (group.length === 1 && first !== undefined) return first.rows;
  const rows: Row[] = [];
  for (const submission of group) for (const row of submission.rows) rows.push(row);
  return rows;
}

function countWithin(indexes: ReadonlySet<number>, start: number, length: number): number {
  if (indexes.size === 0) return 0;
  let count = 0;
  for (let index = start; index < start + length; index += 1) if (indexes.has(index)) count += 1;
  return count;
}
