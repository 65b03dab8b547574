import { z } from 'zod';
import { defineVerb } from '../define-verb';
import type { ReadingContext } from '../../auth/context';
import { findWithAllRuns } from '../experiments/find-experiment';
import { runWithinReach, type StoredRun } from '../experiments/runs-within-reach';
import { flagInQuery, momentsField, runNumberDescription } from '../input-fields';
import { analysisInclude, toAnalysisView } from './analysis-view';
import { isInvalid, withoutEffects } from './readable-analysis';
import { analysisSchema, type AnalysisView } from './result-answers';

const latestInput = z.strictObject({
  key: z.string(),
  run: z.coerce.number().int().optional().describe(runNumberDescription),
});

/** The newest analysis of a run (without `run`: the latest of the caller's environment, or of production), null before the first. Throws NotFoundError, ForbiddenError. */
export const latestAnalysis = defineVerb({
  name: 'latestAnalysis',
  permission: 'results:read',
  scope: 'environment',
  input: latestInput.extend({
    look: flagInQuery.describe('The newest that was a look of the plan.'),
    moments: momentsField,
  }),
  output: analysisSchema,
  door: {
    summary: 'Read the newest analysis; with ?look=true the newest that was a look of the plan',
    operation: 'getLatestAnalysis',
    missing: 'analysis of',
    hasOutcomes: true,
  },
  read: async ({ ctx, input: { look, moments, ...run } }) => {
    const newest = await newestAnalysis(ctx, run, false);
    const shown = look ? await newestAnalysis(ctx, run, true) : newest;
    const isHidden = newest !== null && isInvalid(newest) && !moments;
    return shown !== null && isHidden ? withoutEffects(shown) : shown;
  },
});

/**
 * The analysis whose effects people may read: the last one that was a look of the plan; null before the first. Throws
 * NotFoundError.
 */
export const latestLook = defineVerb({
  name: 'latestLook',
  permission: 'results:read',
  scope: 'environment',
  input: latestInput,
  read: ({ ctx, input }) => newestAnalysis(ctx, input, true),
});

/** For verbs that read it too. */
export async function newestAnalysis(
  ctx: ReadingContext,
  { key, run: runNumber }: { readonly key: string; readonly run?: number | undefined },
  isLook: boolean,
): Promise<AnalysisView | null> {
  const { prisma } = ctx.database;
  const experiment = await findWithAllRuns(prisma, ctx, key);
  const isWanted = ({ number }: StoredRun) => runNumber === undefined || number === runNumber;
  const run = await runWithinReach(prisma, ctx, experiment, isWanted);
  if (run === undefined) return null;
  const stored = await prisma.analysis.findFirst({
    where: { runId: run.id, ...(isLook && { lookNumber: { not: null } }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    include: analysisInclude,
  });
  return stored === null ? null : toAnalysisView(stored);
}
