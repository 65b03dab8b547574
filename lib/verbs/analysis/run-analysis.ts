import { z } from 'zod';
import { engineVersion } from '../../analysis/engine-version';
import type { Transaction } from '../../database/client';
import { analyseRun } from '../../decision/analyse-run';
import { detectableNow } from '../../decision/detectable-now';
import { parseStoredDecision, type RunDecision } from '../../model/decision';
import { ConflictError } from '../../errors';
import { createEvidence } from '../../evidence/create-evidence';
import { storedActor } from '../../auth/context';
import { findWithAllRuns } from '../experiments/find-experiment';
import { runWithinReach, type StoredRun } from '../experiments/runs-within-reach';
import { configurationOfRun } from '../../model/run-configuration';
import { runNumberDescription } from '../input-fields';
import { toStoredJson } from '../stored-json';
import { inAnalysisTurn } from './analysis-turns';
import { analysisInclude, toAnalysisView } from './analysis-view';
import { earlierRatioP } from './earlier-ratio-p';
import { onceAlarmedAttributes, waivedAttributes } from './sample-ratio-waivers';
import { lookAhead } from './look-ahead';
import { gatherEvidence, segmentAttributesSchema } from './gather-evidence';
import { defineVerb } from '../define-verb';
import { isInvalid, withoutEffects } from './readable-analysis';
import { analysisSchema } from './result-answers';

export const runAnalysisInput = z.strictObject({
  key: z.string(),
  run: z.int().optional().describe(runNumberDescription),
  segments: segmentAttributesSchema,
  full: z
    .boolean()
    .default(false)
    .describe('Reads all evidence again instead of using values kept from earlier analyses.'),
});

/**
 * Computes a run's result as of now and stores it for good. Without `run`, the latest of the caller's environment, or of
 * production. A run that has ended is always read
 * as a whole, and then nothing more is kept of its units. Throws NotFoundError, ForbiddenError, ConflictError (NEVER_STARTED) and
 * TooManyAnalysesError.
 */
export const runAnalysis = defineVerb({
  name: 'runAnalysis',
  permission: 'results:write',
  scope: 'environment',
  input: runAnalysisInput,
  output: analysisSchema,
  door: {
    summary: 'Analyse a run as of now and store the result',
    status: 201,
    place: 'latest-of-run',
    hasOutcomes: true,
  },
  records: ['analysis.run'],
  prepare: async ({ ctx, input: { key, run: runNumber, segments: asked, full } }) => {
    const experiment = await findWithAllRuns(ctx.database.prisma, ctx, key);
    const isWanted = ({ number }: StoredRun) => runNumber === undefined || number === runNumber;
    const run = await runWithinReach(ctx.database.prisma, ctx, experiment, isWanted);
    if (run === undefined) {
      throw new ConflictError('NEVER_STARTED', `"${key}" has no such run: there is nothing to analyse yet.`);
    }
    const horizon = ctx.now();
    const configuration = configurationOfRun(run);
    const { trigger } = configuration;
    const scope = { runId: run.id, environmentId: run.environmentId, horizon, endedAt: run.endedAt, trigger };
    const isIncremental = !full && run.endedAt === null;
    const mayBeLook = await lookAhead(ctx, run, configuration, horizon);
    const attributes = [...asked, ...(await onceAlarmedAttributes(ctx.database.prisma, run.id))];
    const { allocations } = run;
    const wanted = { scope, configuration, allocations, attributes, isIncremental, mayBeLook };
    const { evidence, queries } = await inAnalysisTurn(ctx, () => gatherEvidence(ctx, wanted));
    if (run.endedAt !== null) await createEvidence(ctx.database).forget.unitValues(run.id);
    return { run, horizon, evidence, queries };
  },
  change: async ({ ctx, input: { key }, transaction, prepared }) => {
    const { run, horizon, evidence, queries } = prepared;
    const { earlier, looksTaken, extensions } = await lastLook(transaction, run.id);
    // The plan may have been extended while evidence was read: a look by the smaller one would be too early.
    const configuration = configurationOfRun({ ...run, extensions });
    const earlierSampleRatioP = await earlierRatioP(transaction, run.id);
    const { endedAt, startedAt, allocations, intakeClosedAt } = run;
    const intake = { allocations, until: earliest(horizon, endedAt, intakeClosedAt) };
    const { result, decision, blinded } = analyseRun(
      configuration,
      { ...evidence, earlierSampleRatioP, intake },
      {
        ended: endedAt !== null,
        startedAt,
        endedAt,
        now: horizon,
        earlier,
        looksTaken,
        waivedAttributes: await waivedAttributes(transaction, run.id),
      },
    );
    const detectable = detectableNow(configuration, blinded);
    const stored = await transaction.analysis.create({
      data: {
        runId: run.id,
        horizon,
        engineVersion,
        plan: toStoredJson(configuration),
        result: toStoredJson(result),
        decision: toStoredJson({ ...decision, detectable }),
        lookNumber: decision.look.taken ? looksTaken + 1 : null,
        queries: toStoredJson(queries),
        requestedBy: storedActor(ctx),
      },
      include: analysisInclude,
    });
    const view = toAnalysisView(stored);
    return {
      result: isInvalid(view) ? withoutEffects(view) : view,
      audit: {
        subject: `experiment:${key}`,
        detail: { analysis: stored.id, run: run.number, look: stored.lookNumber },
      },
    };
  },
});

/** Of those that have come. */
function earliest(now: Date, ...others: readonly (Date | null)[]): Date {
  return others.reduce<Date>((first, one) => (one !== null && one < first ? one : first), now);
}

/**
 * What the run's last look concluded. Of two analyses at once one waits here for the other, so that both know of every
 * look before them: a look taken twice would spend its error twice.
 */
async function lastLook(
  transaction: Transaction,
  runId: number,
): Promise<{
  readonly earlier: RunDecision | null;
  readonly looksTaken: number;
  readonly extensions: unknown;
}> {
  await transaction.$queryRaw`select id from runs where id = ${runId} for no key update`;
  const { extensions } = await transaction.run.findUniqueOrThrow({
    where: { id: runId },
    select: { extensions: true },
  });
  const last = await transaction.analysis.findFirst({
    where: { runId, lookNumber: { not: null } },
    orderBy: { lookNumber: 'desc' },
    select: { decision: true, lookNumber: true },
  });
  const earlier = parseStoredDecision(last?.decision ?? null);
  return { earlier, looksTaken: last?.lookNumber ?? 0, extensions };
}
