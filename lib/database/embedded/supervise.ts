export interface Supervision {
  /** No restart follows once this resolves. */
  readonly stop: () => Promise<void>;
}

export interface SuperviseOptions {
  /** Whether what is supervised runs now. */
  readonly runs: () => boolean;
  /** Starts it again. Throws with the reason where it does not start. */
  readonly restart: () => Promise<void>;
  readonly report: (line: string) => void;
  /** Between two looks, and before the first restart; 500 where left out. */
  readonly lookMs?: number;
}

const LONGEST_WAIT_MS = 30_000;

/** Starts what has ended again, at once at first and then less and less often for as long as it does not start. */
export function supervise({ runs, restart, report, lookMs = 500 }: SuperviseOptions): Supervision {
  let timer: NodeJS.Timeout | undefined;
  let waitMs = lookMs;
  let working: Promise<void> = Promise.resolve();
  let isStopped = false;
  const later = (delayMs: number) => {
    timer = setTimeout(() => {
      working = look();
    }, delayMs);
    timer.unref();
  };
  const look = async () => {
    if (runs()) {
      waitMs = lookMs;
    } else {
      report('Postgres has ended. Starting it again.');
      try {
        await restart();
        report('Postgres runs again.');
        waitMs = lookMs;
      } catch (error) {
        waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
        const reason = error instanceof Error ? error.message : String(error);
        report(`Postgres could not be started; next try in ${waitMs / 1000} s. ${reason}`);
      }
    }
    if (!isStopped) later(waitMs);
  };
  later(lookMs);
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await working;
    },
  };
}
