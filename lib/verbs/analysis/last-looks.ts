import type { ReadingContext } from '../../auth/context';
import { type AnalysisResult, parseAnalysisResult } from '../../model/analysis-result';
import { parseStoredDecision, type RunDecision } from '../../model/decision';

/** What people may read of a run. */
export interface LastLook {
  /** Of its newest analysis: the last look's, or that the run has turned out invalid; null before decisions were kept. */
  readonly decision: RunDecision | null;
  /** Of its last look, the one whose effects may be read; null before the first. */
  readonly result: AnalysisResult | null;
  /** Its number in the run, from 1. */
  readonly lookNumber: number | null;
}

interface StoredLastLook {
  readonly runId: number;
  readonly decision: unknown;
  readonly lookNumber: number | null;
  readonly result: unknown;
}

/** Of each run that was analysed, in one query that reads one result a run, however many analyses and looks it has. */
export async function lastLooksOf(
  { database }: Pick<ReadingContext, 'database'>,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, LastLook>> {
  const rows = await database.prisma.$queryRaw<readonly StoredLastLook[]>`
    select run.id as "runId", newest.decision, looked.result, looked.look_number as "lookNumber"
    from unnest(${[...runIds]}::int[]) as run(id)
    cross join lateral (
      select decision from analyses
      where analyses.run_id = run.id
      order by created_at desc, id desc
      limit 1
    ) as newest
    left join lateral (
      select result, look_number from analyses
      where analyses.run_id = run.id and look_number is not null
      order by look_number desc
      limit 1
    ) as looked on true`;
  return new Map(
    rows.map(({ runId, decision, result, lookNumber }) => [
      runId,
      {
        decision: parseStoredDecision(decision),
        result: result === null ? null : parseAnalysisResult(result),
        lookNumber,
      },
    ]),
  );
}
