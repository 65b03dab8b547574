import { type AnalysisResult, parseAnalysisResult } from '../../model/analysis-result';
import { type RunDecision, parseStoredDecision } from '../../model/decision';
import { lastLooksOf } from '../analysis/last-looks';
import type { ReadingContext } from '../../auth/context';
import type { RunView } from '../../model/run';
import { parseRunConfiguration, type RunPlan } from '../../model/run-configuration';
import { experimentPage, listExperimentsInput } from './list-experiments';
import type { ExperimentSummary } from '../../model/experiment-view';
import { authorise } from '../../auth/authorise';
import { defineVerb } from '../define-verb';

interface LatestResult {
  readonly horizon: Date;
  readonly result: AnalysisResult;
  readonly decision: RunDecision | null;
  /** The run's own, frozen when it started: today's may be another. */
  readonly plan: RunPlan;
}

/** An experiment in the list, and what came out so far. */
export interface ExperimentProgress extends ExperimentSummary {
  /** The run that is read; null before the first. */
  readonly shownRun: RunView | null;
  /** Of that run, newest analysis; null before the first. */
  readonly latestResult: LatestResult | null;
  /** Of that run, the last analysis that was a look: the one whose effects may be read. */
  readonly lookResult: AnalysisResult | null;
  /** Its number in the run, from 1; null before the first. */
  readonly lookNumber: number | null;
}

/** A page of the list with the whole results that the console draws from. Throws ForbiddenError and what
 * `listExperiments` throws. */
export const listProgress = defineVerb({
  name: 'listProgress',
  permission: 'results:read',
  scope: 'definitions',
  input: listExperimentsInput,
  read: async ({ ctx, input }) => {
    authorise(ctx, 'experiments:read', 'definitions');
    const { experiments, next } = await experimentPage(ctx, input);
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
          lookResult: looks.get(runId)?.result ?? null,
          lookNumber: looks.get(runId)?.lookNumber ?? null,
        };
      }),
      next,
    };
  },
});

async function latestResultsOf(
  { database }: ReadingContext,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, LatestResult>> {
  const latest = await database.prisma.analysis.findMany({
    where: { runId: { in: [...runIds] } },
    distinct: ['runId'],
    orderBy: [{ runId: 'asc' }, { createdAt: 'desc' }],
    select: { runId: true, horizon: true, result: true, decision: true, plan: true },
  });
  return new Map(
    latest.map(({ runId, horizon, result, decision, plan }) => [
      runId,
      {
        horizon,
        result: parseAnalysisResult(result),
        decision: parseStoredDecision(decision),
        plan: parseRunConfiguration(plan).plan,
      },
    ]),
  );
}
