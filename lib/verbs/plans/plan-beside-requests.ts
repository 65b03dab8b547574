import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlannedFigures } from '../../decision/planning/plan-experiment';
import type { PlanRequest } from '../../decision/planning/plan-request';
import { env } from '../../env';
import { InvalidInputError } from '../../errors';
import { plannedFiguresSchema } from '../../model/planning';
import { TooManyAnalysesError } from '../analysis/analysis-turns';
import { ThreadQueue, TooLongError } from './thread-queue';

/** A plan takes about a second of a processor, so more than so many would be waited for in vain. */
const MOST_WAITING = 20;
/** Of one plan; on a busy machine a second of a processor may take ten times as long. */
const mostSeconds = 60 * env().patience;

const queue = new ThreadQueue<PlanRequest>(threadFile(), mostSeconds * 1_000);

/**
 * The planner's figures, computed by a thread of its own, one request after another: the thread that answers requests, evaluations
 * among them, has no second to spare. Throws TooManyAnalysesError where many wait already, and InvalidInputError where it takes too long.
 */
export async function planBesideRequests(request: PlanRequest): Promise<PlannedFigures> {
  if (queue.length >= MOST_WAITING) {
    throw new TooManyAnalysesError('Many plans are being computed; ask again when some have ended.');
  }
  try {
    return plannedFiguresSchema.parse(await queue.ask(request));
  } catch (error) {
    if (!(error instanceof TooLongError)) throw error;
    throw new InvalidInputError(
      `This plan could not be computed within ${String(mostSeconds)} seconds. Plan with fewer looks, variants or metrics.`,
    );
  }
}

/** Beside this module, in Next's bundle too: what it has for the address of a module is that of its source. */
function threadFile(): string {
  const directory = path.dirname(fileURLToPath(import.meta.url));
  return path.join(/* turbopackIgnore: true */ directory, 'planning-thread.mjs');
}
