import type { AnalysisResult } from '../../analysis/analysis-result';
import { parseAnalysisResult } from '../../analysis/analysis-result-schema';
import type { RunDecision } from '../../decision/analyse-run';
import { lastLooksOf } from '../analysis/last-looks';
import { parseStoredDecision } from '../analysis/stored-decision';
import { authorise } from '../authorise';
import type { Context } from '../context';
import type { RunView } from './experiment-view';
import { listExperiments, type ExperimentSummary } from './list-experiments';

interface LatestResult {
  readonly horizon: Date;
  readonly result: AnalysisResult;
  readonly decision: RunDecision | null;
}

/** An experiment in the list, and what came out so far. */
export interface ExperimentProgress extends ExperimentSummary {
  /** The run that is read; null before the first. */
  readonly shownRun: RunView | null;
  /** Of that run, newest analysis; null before the first. */
  readonly latestResult: LatestResult | null;
  /** Of that run, the last analysis that was a look: the one whose effects may be read. */
  readonly lookResult: AnalysisResult | null;
}

/** A page of the list with the whole results that the console draws from. Throws ForbiddenError and what
 * `listExperiments` throws. */
export async function listProgress({ ctx, input }: { ctx: Context; input: unknown }): Promise<{
  readonly experiments: readonly ExperimentProgress[];
  readonly next: string | null;
}> {
  authorise(ctx, 'results:read', 'environment');
  const { experiments, next } = await listExperiments({ ctx, input });
  const shown = experiments.map(
    ({ runs, runToRead }) => runs.find(({ number }) => number === runToRead) ?? null,
  );
  const runIds = shown.flatMap((run) => (run === null ? [] : [run.id]));
  const results = await latestResultsOf(ctx, runIds);
  const looks = await lastLooksOf(ctx, runIds);
  return {
    experiments: experiments.map((experiment, index) => {
      const shownRun = shown[index] ?? null;
      const runId = shownRun?.id ?? 0;
      return {
        ...experiment,
        shownRun,
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
