import { StorageUnavailableError, isStorageAway } from './storage-unavailable';

export interface GroupCommitOptions<Row> {
  /** Stores the rows in one transaction and says which of them, by index, were new. */
  readonly write: (rows: readonly Row[]) => Promise<ReadonlySet<number>>;
  /** Most rows in one transaction. */
  readonly maxRowsTogether: number;
  /** Most rows waiting; more are refused, so that a slow database does not fill the memory. */
  readonly maxRowsWaiting: number;
  /** Most transactions under way at once. */
  readonly maxWrites: number;
}

export interface GroupCommit<Row> {
  /** Resolves after the commit, with the number of rows that were new. Throws StorageUnavailableError when too many wait. */
  readonly submit: (rows: readonly Row[]) => Promise<number>;
}

interface Submission<Row> {
  readonly rows: readonly Row[];
  readonly resolve: (newRows: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets concurrent requests share a commit. A commit waits for the disk, so what arrives during one goes together in the
 * next: nothing waits on a timer, a lone request is as fast as without, and under load transactions grow and do not queue.
 */
export function createGroupCommit<Row>(options: GroupCommitOptions<Row>): GroupCommit<Row> {
  const waiting: Submission<Row>[] = [];
  let rowsWaiting = 0;
  let writes = 0;

  const takeGroup = (): readonly Submission<Row>[] => {
    let rows = 0;
    const count = waiting.findIndex((submission, index) => {
      rows += submission.rows.length;
      return index > 0 && rows > options.maxRowsTogether;
    });
    const group = waiting.splice(0, count === -1 ? waiting.length : count);
    rowsWaiting -= group.reduce((sum, submission) => sum + submission.rows.length, 0);
    return group;
  };

  const start = (): void => {
    while (writes < options.maxWrites && waiting.length > 0) {
      writes += 1;
      void writeGroup(options.write, takeGroup()).finally(() => {
        writes -= 1;
        start();
      });
    }
  };

  return {
    submit: (rows) => {
      if (rows.length === 0) return Promise.resolve(0);
      if (rowsWaiting + rows.length > options.maxRowsWaiting) {
        return Promise.reject(
          new StorageUnavailableError(1, 'Too much is waiting to be stored. Send this again later.'),
        );
      }
      return new Promise((resolve, reject) => {
        waiting.push({ rows, resolve, reject });
        rowsWaiting += rows.length;
        start();
      });
    },
  };
}

/** Never rejects: each submission is told for itself. */
async function writeGroup<Row>(
  write: GroupCommitOptions<Row>['write'],
  group: readonly Submission<Row>[],
): Promise<void> {
  try {
    const isNew = await write(group.flatMap((submission) => submission.rows));
    let start = 0;
    for (const { rows, resolve } of group) {
      resolve(rows.filter((_, index) => isNew.has(start + index)).length);
      start += rows.length;
    }
  } catch (error) {
    if (group.length === 1 || isStorageAway(error)) {
      for (const { reject } of group) reject(error);
      return;
    }
    // One request's rows must not fail the others': each gets a transaction of its own.
    for (const submission of group) await writeGroup(write, [submission]);
  }
}
