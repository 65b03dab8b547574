import { z } from 'zod';
import { cannotSay, type CodedCannotSay } from '../../../statistics/outcome';

const statementError = z.object({ code: z.string().length(5), message: z.string() });

/** Why a statement failed by itself; null where the database or the connection failed, which no metric is to blame for. */
export function statementFailure(error: unknown): CodedCannotSay | null {
  if (error instanceof z.ZodError) return cannotSay('not-computable', 'query-without-number');
  const parsed = statementError.safeParse(error);
  if (!parsed.success) return null;
  const { code, message } = parsed.data;
  if (code === '57014') return cannotSay('not-computable', 'query-took-too-long');
  // 22: data (a value out of range, an unknown time zone), 42: the statement itself, 53200 and 54: it asks for too much.
  return /^(?:22|42|54)|^53200$/.test(code)
    ? cannotSay('not-computable', 'query-failed', { cause: message })
    : null;
}
