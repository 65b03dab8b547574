import { z } from 'zod';
import { ForeignDeadlineError } from '../../../database/foreign-connection';
import { SourceError } from './source';

const databaseError = z.object({ code: z.string().length(5), message: z.string() });
const systemError = z.object({ code: z.string() });

const advice: Readonly<Record<string, string>> = {
  '25006': 'The query tries to write, and may only read',
  '28P01': 'The database refuses the password',
  '28000': 'The database refuses the role',
  '3D000': 'The database does not exist',
  '42501': 'The role may not read something that the query names',
  '42703': 'The query has to return the columns unit, time and value, and may use only what is there',
  '55P03': 'The query waited for a lock longer than 5 seconds',
};

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ETIMEDOUT: 'nothing answers there',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
};

/** What failed in the midst of reading a source and is not the source's doing. */
export class OwnFaultError extends Error {
  override readonly name = 'OwnFaultError';
}

/**
 * Does something on somebody else's database: whatever fails there is told as a {@link SourceError} in a sentence. Errors that
 * are ours to mend are not made over, nor are those that already say what a source is to blame for.
 */
export async function foreign<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError || error instanceof OwnFaultError) throw error;
    const reason = reasonOf(error);
    if (reason === null) throw error;
    throw new SourceError(reason, { cause: error });
  }
}

/** A function of somebody else's database may raise a message of any size, and it is kept with the analysis. */
const MAX_REASON_CHARACTERS = 500;

function reasonOf(error: unknown): string | null {
  if (error instanceof ForeignDeadlineError) return 'The query took longer than it may.';
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const ofDatabase = databaseError.safeParse(error);
  if (ofDatabase.success && !Object.hasOwn(unreachable, ofDatabase.data.code)) {
    const { code, message } = ofDatabase.data;
    if (code === '57014') return 'The query took longer than it may.';
    return `${advice[code] ?? 'The query failed'}: ${message.slice(0, MAX_REASON_CHARACTERS)}.`;
  }
  const ofSystem = systemError.safeParse(error);
  if (ofSystem.success) {
    return `The database cannot be reached: ${unreachable[ofSystem.data.code] ?? ofSystem.data.code}.`;
  }
  return error instanceof Error
    ? `The database cannot be used: ${error.message.slice(0, MAX_REASON_CHARACTERS)}.`
    : null;
}
