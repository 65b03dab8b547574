import type { Log } from '../log';

export interface StopOptions {
  readonly log: Log;
  /** How long `stop` may take, in milliseconds; the process ends then in any case. */
  readonly limitMs: number;
  /** Ends what the process does, each thing in its turn. */
  readonly stop: () => Promise<void>;
}

/**
 * SIGTERM and SIGINT stop the process: with status 0 once `stop` is done, with 1 where it fails or takes longer than
 * `limitMs`, so that a process that is told to end always does. A second signal ends it at once.
 */
export function stopOnSignal({ log, limitMs, stop }: StopOptions): void {
  let isStopping = false;
  const begin = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, 'stopping');
    const limit = setTimeout(() => {
      log.error({ limitMs }, 'not everything ended in time: ending without it');
      process.exit(1);
    }, limitMs);
    stop().then(
      () => {
        clearTimeout(limit);
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
}
