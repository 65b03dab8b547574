import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log';
import type { ProvidedDatabase } from './provide';

const RETRY_MS = 5_000;

/** Tries until the database is there and up to date, and tells each time why it is not. Never rejects. */
export async function provideWhenBack(
  provide: () => Promise<ProvidedDatabase>,
  log: Log,
): Promise<ProvidedDatabase> {
  for (;;) {
    try {
      return await provide();
    } catch (error) {
      log.error({ error }, 'no database yet: evaluating by the configuration on disk, trying again');
    }
    await sleep(RETRY_MS);
  }
}
