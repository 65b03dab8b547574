import type { ReadingDatabase } from '../../database/reader';
import { FairsplitError } from '../../errors';
import type { ReadingContext } from '../../auth/context';

/** So many read evidence at once in one process; more only slow one another down. */
const AT_ONCE = 3;
/** Of one caller, under way and waiting. */
const PER_CALLER = 5;
/** Of everybody, waiting. */
const MAX_WAITING = 20;

/** Nothing was read; `retryAfterSeconds` is a guess at when a turn is free. */
export class TooManyAnalysesError extends FairsplitError {
  readonly retryAfterSeconds = 5;

  constructor(detail: string) {
    super('TOO_MANY_ANALYSES', 429, detail);
  }
}

interface Turns {
  running: number;
  readonly waiting: (() => void)[];
  /** By the actor's id, under way and waiting. */
  readonly callers: Map<string, number>;
}

const turnsOf = new WeakMap<ReadingDatabase['analysisPool'], Turns>();

/**
 * Runs what reads evidence when it is its turn, so that whoever asks for many analyses takes neither the database's
 * connections nor its time from everybody else. The platform's own jobs wait as long as it takes. Throws TooManyAnalysesError.
 */
export async function inAnalysisTurn<Result>(
  { database, actor }: Pick<ReadingContext, 'database' | 'actor'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const turns = turnsOf.get(database.analysisPool) ?? {
    running: 0,
    waiting: [],
    callers: new Map<string, number>(),
  };
  turnsOf.set(database.analysisPool, turns);
  const own = turns.callers.get(actor.id) ?? 0;
  if (actor.kind !== 'system') {
    if (own >= PER_CALLER) {
      throw new TooManyAnalysesError(
        `${String(own)} analyses of yours are under way; ask again when one has ended.`,
      );
    }
    if (turns.running >= AT_ONCE && turns.waiting.length >= MAX_WAITING) {
      throw new TooManyAnalysesError('Many analyses are under way; ask again when some have ended.');
    }
  }
  turns.callers.set(actor.id, own + 1);
  try {
    // Whoever ends hands their place to the first that waits, so the count stays as it is.
    if (turns.running >= AT_ONCE) await new Promise<void>((resolve) => turns.waiting.push(resolve));
    else turns.running += 1;
    try {
      return await work();
    } finally {
      const next = turns.waiting.shift();
      if (next === undefined) turns.running -= 1;
      else next();
    }
  } finally {
    const left = (turns.callers.get(actor.id) ?? 1) - 1;
    if (left === 0) turns.callers.delete(actor.id);
    else turns.callers.set(actor.id, left);
  }
}
