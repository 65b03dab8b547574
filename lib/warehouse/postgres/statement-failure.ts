import { z } from 'zod';

const statementError = z.object({ code: z.string().length(5), message: z.string() });

/** Why a statement failed by itself, in a sentence; null where the database or the connection failed, which no metric is to blame for. */
export function statementFailure(error: unknown): string | null {
  if (error instanceof z.ZodError) return 'The query returned something that is not a finite number.';
  const parsed = statementError.safeParse(error);
  if (!parsed.success) return null;
  const { code, message } = parsed.data;
  if (code === '57014') return 'The query took longer than it may.';
  // 22: data (a value out of range, an unknown time zone), 42: the statement itself, 53200 and 54: it asks for too much.
  return /^(?:22|42|54)|^53200$/.test(code) ? `The query failed: ${message}.` : null;
}
