import { z } from 'zod';
import { ForeignDeadlineError } from '../../../../database/foreign-connection';
import { cannotSay, type CodedCannotSay } from '../../../../statistics/outcome';
import { SourceError } from '../../../source';

// The system has codes of five characters too; only Postgres says how severe it is.
const databaseError = z.object({ code: z.string().length(5), severity: z.string(), message: z.string() });
const systemError = z.object({ code: z.string() });

/** What failed in the midst of reading a source and is not the source's doing. */
export class OwnFaultError extends Error {
  override readonly name = 'OwnFaultError';
}

/**
 * Does something on somebody else's database: whatever fails there becomes a {@link SourceError}. Errors that
 * are ours to mend are not made over, nor are those that already say what a source is to blame for.
 */
export async function foreign<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError || error instanceof OwnFaultError) throw error;
    const why = whyFailed(error);
    if (why === null) throw error;
    throw new SourceError(why, { cause: error });
  }
}

/** A function of somebody else's database may raise a message of any size, and it is kept with the analysis. */
const MAX_CAUSE_CHARACTERS = 500;

function whyFailed(error: unknown): CodedCannotSay | null {
  if (error instanceof ForeignDeadlineError) return tookTooLong;
  if (error instanceof AggregateError) return whyFailed(error.errors[0]);
  const ofDatabase = databaseError.safeParse(error);
  if (ofDatabase.success) {
    const { code, message } = ofDatabase.data;
    if (code === '57014') return tookTooLong;
    return cannotSay('not-computable', 'source-query-failed', { sqlState: code, cause: shortened(message) });
  }
  const ofSystem = systemError.safeParse(error);
  if (ofSystem.success) {
    return cannotSay('not-computable', 'source-unreachable', { systemCode: ofSystem.data.code });
  }
  return error instanceof Error
    ? cannotSay('not-computable', 'source-unusable', { cause: shortened(error.message) })
    : null;
}

const tookTooLong = cannotSay('not-computable', 'source-took-too-long', {});

const shortened = (message: string) => message.slice(0, MAX_CAUSE_CHARACTERS);
