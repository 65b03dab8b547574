import { z } from 'zod';
import { engineVersion } from '../../analysis/engine-version';
import { inTransaction, type Transaction } from '../../database/client';
import { analyseRun, type RunDecision } from '../../decision/analyse-run';
import { ConflictError } from '../../errors';
import { forgetUnitValues } from '../../warehouse/postgres/incremental/forget-unit-values';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { findWithAllRuns } from '../experiments/find-experiment';
import { runWithinReach, type StoredRun } from '../experiments/runs-within-reach';
import { parseRunConfiguration } from '../experiments/run-configuration-schema';
import { runNumberDescription } from '../input-fields';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toStoredJson } from '../stored-json';
import { parseStoredDecision } from './stored-decision';
import { inAnalysisTurn } from './analysis-turns';
import { analysisInclude, toAnalysisView, type AnalysisView } from './analysis-view';
import { earlierRatioP } from './earlier-ratio-p';
import { onceAlarmedAttributes, waivedAttributes } from './sample-ratio-waivers';
import { lookAhead } from './look-ahead';
import { gatherEvidence, segmentAttributesSchema } from './gather-evidence';

export const runAnalysisInput = z.strictObject({
  key: z.string(),
  run: z.int().optional().describe(runNumberDescription),
  segments: segmentAttributesSchema,
  full: z
    .boolean()
    .default(false)
    .describe('Reads all of the evidence again, whatever was kept of earlier analyses.'),
});

/**
 * Computes a run's result as of now and stores it for good. Without `run`, the latest of the caller's environment, or of
 * production. A run that has ended is always read
 * as a whole, and then nothing more is kept of its units. Throws NotFoundError, ForbiddenError, ConflictError (NEVER_STARTED) and
 * TooManyAnalysesError.
 */
export async function runAnalysis({ ctx, input }: { ctx: Context; input: unknown }): Promise<AnalysisView> {
  authorise(ctx, 'results:write', 'environment');
  const { key, run: runNumber, segments: asked, full } = parseInput(runAnalysisInput, input);
  const experiment = await findWithAllRuns(ctx.database.prisma, ctx, key);
  const isWanted = ({ number }: StoredRun) => runNumber === undefined || number === runNumber;
  const run = await runWithinReach(ctx.database.prisma, ctx, experiment, isWanted);
  if (run === undefined) {
    throw new ConflictError('NEVER_STARTED', `"${key}" has no such run: there is nothing to analyse yet.`);
  }
  const horizon = ctx.now();
  const configuration = parseRunConfiguration(run.configuration);
  const { trigger } = configuration;
  const scope = { runId: run.id, environmentId: run.environmentId, horizon, endedAt: run.endedAt, trigger };
  const isIncremental = !full && run.endedAt === null;
  const mayBeLook = await lookAhead(ctx, run, configuration, horizon);
  const attributes = [...asked, ...(await onceAlarmedAttributes(ctx.database.prisma, run.id))];
  const wanted = { scope, configuration, attributes, isIncremental, mayBeLook };
  const { evidence, queries } = await inAnalysisTurn(ctx, () => gatherEvidence(ctx, wanted));
  if (run.endedAt !== null) await forgetUnitValues(ctx.database.pool, [run.id]);
  return inTransaction(ctx.database, async (transaction) => {
    const { earlier, looksTaken } = await lastLook(transaction, run.id);
    const earlierSampleRatioP = await earlierRatioP(transaction, run.id);
    const { endedAt, startedAt } = run;
    const { result, decision } = analyseRun(
      configuration,
      { ...evidence, splitChangedAt: run.reweightedAt, earlierSampleRatioP },
      {
        ended: endedAt !== null,
        startedAt,
        now: horizon,
        earlier,
        looksTaken,
        waivedAttributes: await waivedAttributes(transaction, run.id),
      },
    );
    const stored = await transaction.analysis.create({
      data: {
        runId: run.id,
        horizon,
        engineVersion,
        plan: toStoredJson(configuration),
        result: toStoredJson(result),
        decision: toStoredJson(decision),
        lookNumber: decision.look.taken ? looksTaken + 1 : null,
        queries: toStoredJson(queries),
        requestedBy: `${ctx.actor.kind}:${ctx.actor.id}`,
      },
      include: analysisInclude,
    });
    await recordAudit(transaction, ctx, {
      action: 'analysis.run',
      subject: `experiment:${key}`,
      detail: { analysis: stored.id, run: run.number, look: stored.lookNumber },
    });
    return toAnalysisView(stored);
  });
}

/**
 * What the run's last look concluded. Of two analyses at once one waits here for the other, so that both know of every
 * look before them: a look taken twice would spend its error twice.
 */
async function lastLook(
  transaction: Transaction,
  runId: number,
): Promise<{ readonly earlier: RunDecision | null; readonly looksTaken: number }> {
  await transaction.$queryRaw`select id from runs where id = ${runId} for no key update`;
  const last = await transaction.analysis.findFirst({
    where: { runId, lookNumber: { not: null } },
    orderBy: { lookNumber: 'desc' },
    select: { decision: true, lookNumber: true },
  });
  return { earlier: parseStoredDecision(last?.decision ?? null), looksTaken: last?.lookNumber ?? 0 };
}
