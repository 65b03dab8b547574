import type { ReadingContext } from '../../auth/context';
import type { StoredLook } from '../../exports/futility-facts';
import { parseStoredDecision } from '../../model/decision';
import type { AnalysisView } from './result-answers';

/** What each look of the run decided, up to that of this analysis, first look first. */
export async function looksUpTo(
  { database }: Pick<ReadingContext, 'database'>,
  { id, lookNumber }: Pick<AnalysisView, 'id' | 'lookNumber'>,
): Promise<readonly StoredLook[]> {
  if (lookNumber === null) return [];
  const looks = await database.prisma.analysis.findMany({
    where: { run: { analyses: { some: { id } } }, lookNumber: { lte: lookNumber } },
    orderBy: { lookNumber: 'asc' },
    select: { lookNumber: true, decision: true },
  });
  return looks.flatMap(({ lookNumber: number, decision: stored }) => {
    const decision = parseStoredDecision(stored);
    return number === null || decision === null ? [] : [{ number, decision }];
  });
}
