import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ThreadQueue, TooLongError } from '@/lib/verbs/plans/thread-queue';

const directory = mkdtempSync(path.join(tmpdir(), 'thread-queue-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Answers twice a number; "endless" is computed without an end, "broken" fails, and "dead" ends the thread. */
const file = path.join(directory, 'thread.mjs');
writeFileSync(
  file,
  `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (question) => {
  while (question === 'endless');
  if (question === 'dead') process.exit(1);
  parentPort.postMessage(question === 'broken' ? { failure: 'It broke.' } : { answer: 2 * question });
});`,
);
const anHourMs = 3_600_000;

describe('questions to a thread', () => {
  it('are answered one after the other, and one that fails or kills the thread takes no other with it', async () => {
    const queue = new ThreadQueue<number | string>(file, anHourMs);
    const answers = [1, 'broken', 2, 'dead', 3].map((question) => queue.ask(question));
    expect(queue.length).toBe(5);
    const settled = await Promise.allSettled(answers);
    expect(
      settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
    ).toEqual([2, 'It broke.', 4, 'The thread ended before its time.', 6]);
    expect(queue.length).toBe(0);
  });

  it('are ended when they take longer than they may, and the next is answered', async () => {
    const queue = new ThreadQueue<number | string>(file, 10_000);
    const [endless, next] = [queue.ask('endless'), queue.ask(4)];
    await expect(endless).rejects.toBeInstanceOf(TooLongError);
    // A busy machine may take as long to start a thread anew.
    await expect.poll(() => next.catch(() => queue.ask(4)).catch(() => null)).toBe(8);
  });
});
