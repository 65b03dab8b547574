import type { ReadingContext } from '../../auth/context';
import { type AnalysisResult, parseAnalysisResult } from '../../model/analysis-result';

/** Of each run, the result of its last look: the one whose effects may be read. Runs before their first are left out. */
export async function lastLooksOf(
  { database }: Pick<ReadingContext, 'database'>,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, AnalysisResult>> {
  const looks = await database.prisma.analysis.findMany({
    where: { runId: { in: [...runIds] }, lookNumber: { not: null } },
    distinct: ['runId'],
    orderBy: [{ runId: 'asc' }, { lookNumber: 'desc' }],
    select: { runId: true, result: true },
  });
  return new Map(looks.map(({ runId, result }) => [runId, parseAnalysisResult(result)]));
}
