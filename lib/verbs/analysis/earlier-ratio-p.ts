import type { Transaction } from '../../database/client';

/** The running minimum of the sequential sample ratio test's p, as the run's newest analysis left it; null before there was one. */
export async function earlierRatioP(transaction: Transaction, runId: number): Promise<number | null> {
  const [newest] = await transaction.$queryRaw<{ readonly p: number | null }[]>`
    select (result #>> '{health,sequentialSampleRatio,value,p}')::float8 as p
    from analyses
    where run_id = ${runId}
    order by created_at desc, id desc
    limit 1`;
  return newest?.p ?? null;
}
