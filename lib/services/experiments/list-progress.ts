import type { AnalysisResult } from '../../analysis/analysis-result';
import { parseAnalysisResult } from '../../analysis/analysis-result-schema';
import type { RunDecision } from '../../decision/analyse-run';
import { lastLooksOf } from '../analysis/last-looks';
import { parseStoredDecision } from '../analysis/stored-decision';
import type { Context } from '../context';
import { listExperiments, type ExperimentSummary } from './list-experiments';

interface LatestResult {
  readonly horizon: Date;
  readonly result: AnalysisResult;
  readonly decision: RunDecision | null;
}

/** An experiment in the list, and what came out so far. */
export interface ExperimentProgress extends ExperimentSummary {
  /** Of the latest run, newest analysis; null before the first. */
  readonly latestResult: LatestResult | null;
  /** Of the latest run, the last analysis that was a look: the one whose effects may be read. */
  readonly lookResult: AnalysisResult | null;
}

/** A page of the list with the whole results that the console draws from. Throws what `listExperiments` throws. */
export async function listProgress({ ctx, input }: { ctx: Context; input: unknown }): Promise<{
  readonly experiments: readonly ExperimentProgress[];
  readonly next: string | null;
}> {
  const { experiments, next } = await listExperiments({ ctx, input });
  const runIds = experiments.flatMap(({ runs }) => runs.slice(0, 1).map(({ id }) => id));
  const results = await latestResultsOf(ctx, runIds);
  const looks = await lastLooksOf(ctx, runIds);
  return {
    experiments: experiments.map((experiment) => {
      const runId = experiment.runs[0]?.id ?? 0;
      return {
        ...experiment,
        latestResult: results.get(runId) ?? null,
        lookResult: looks.get(runId) ?? null,
      };
    }),
    next,
  };
}

async function latestResultsOf(
  { database }: Context,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, LatestResult>> {
  const latest = await database.prisma.analysis.findMany({
    where: { runId: { in: [...runIds] } },
    distinct: ['runId'],
    orderBy: [{ runId: 'asc' }, { createdAt: 'desc' }],
    select: { runId: true, horizon: true, result: true, decision: true },
  });
  return new Map(
    latest.map(({ runId, horizon, result, decision }) => [
      runId,
      { horizon, result: parseAnalysisResult(result), decision: parseStoredDecision(decision) },
    ]),
  );
}
