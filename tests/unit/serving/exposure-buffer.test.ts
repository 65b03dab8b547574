import { expect, test } from 'vitest';
import { createExposureBuffer } from '../../../lib/serving/exposure-buffer';
import { createGroupCommit } from '../../../lib/evidence/postgres/write/group-commit';
import { StorageUnavailableError } from '../../../lib/evidence/storage-unavailable';
import type { ExposureRow } from '../../../lib/evidence/write';
import { recordLog } from '../../support/data-plane';

/** A buffer before a storage that gets through with so many rows at once and no more. */
function bufferBefore(storage: { maxRows: number }) {
  const stored: ExposureRow[] = [];
  const exposures = createGroupCommit<ExposureRow>({
    write: (rows) => {
      if (rows.length > storage.maxRows) return Promise.reject(new StorageUnavailableError(1));
      stored.push(...rows);
      return Promise.resolve(new Set());
    },
    bytesOf: () => 100,
    maxRowsTogether: 5_000,
    maxBytesTogether: 8 * 1024 * 1024,
    maxRowsWaiting: 50_000,
    maxBytesWaiting: 32 * 1024 * 1024,
    maxWrites: 2,
    minRowsBeside: 100,
  });
  const buffer = createExposureBuffer({
    exposures,
    log: recordLog(),
    flushIntervalMs: 3_600_000,
    maxWaiting: 5_000,
    maxWaitingCharacters: 1_000_000,
    maxRemembered: 20_000,
  });
  const add = (unit: string, attributes: string | null = null) => {
    buffer.add({ runId: 1, unit, variant: 0, occurredAt: new Date(0) }, () => attributes);
  };
  return { buffer, add, stored };
}

test('what gathered in an outage is stored in parts that a slow storage gets through with, each once', async () => {
  const storage = { maxRows: 0 };
  const { buffer, add, stored } = bufferBefore(storage);
  for (let unit = 0; unit < 4_500; unit += 1) add(`u${unit}`);
  await buffer.flush();
  expect([buffer.counts(), stored.length]).toEqual([{ waiting: 4_500, lost: 0 }, 0]);
  storage.maxRows = 1_000;
  await buffer.flush();
  expect(buffer.counts()).toEqual({ waiting: 0, lost: 0 });
  expect(new Set(stored.map(({ unit }) => unit)).size).toBe(4_500);
  expect(stored).toHaveLength(4_500);
  await buffer.close();
});

test('what waits is bounded in its texts too, and what is lost is counted', async () => {
  const storage = { maxRows: 1_000 };
  const { buffer, add, stored } = bufferBefore(storage);
  for (let unit = 0; unit < 12; unit += 1) add(`u${unit}`, 'x'.repeat(99_000));
  expect(buffer.counts()).toEqual({ waiting: 10, lost: 2 });
  await buffer.flush();
  add('later', 'x'.repeat(99_000));
  await buffer.close();
  expect(stored).toHaveLength(11);
});
