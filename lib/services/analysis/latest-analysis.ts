import { z } from 'zod';
import type { Prisma } from '../../database/generated/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { findWithAllRuns } from '../experiments/find-experiment';
import { runWithinReach, type StoredRun } from '../experiments/runs-within-reach';
import { runNumberDescription } from '../input-fields';
import { parseInput } from '../parse-input';
import { analysisInclude, toAnalysisView, type AnalysisView } from './analysis-view';

export const latestAnalysisInput = z.strictObject({
  key: z.string(),
  run: z.coerce.number().int().optional().describe(runNumberDescription),
});

/** The newest analysis of a run (without `run`: the latest of the caller's environment, or of production), null before the first. Throws NotFoundError, ForbiddenError. */
export async function latestAnalysis({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<AnalysisView | null> {
  return newest(ctx, input, {});
}

async function newest(
  ctx: Context,
  input: unknown,
  where: Prisma.AnalysisWhereInput,
): Promise<AnalysisView | null> {
  authorise(ctx, 'results:read', 'environment');
  const { key, run: runNumber } = parseInput(latestAnalysisInput, input);
  const { prisma } = ctx.database;
  const experiment = await findWithAllRuns(prisma, ctx, key);
  const isWanted = ({ number }: StoredRun) => runNumber === undefined || number === runNumber;
  const run = await runWithinReach(prisma, ctx, experiment, isWanted);
  if (run === undefined) return null;
  const stored = await prisma.analysis.findFirst({
    where: { runId: run.id, ...where },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    include: analysisInclude,
  });
  return stored === null ? null : toAnalysisView(stored);
}

/**
 * The analysis whose effects people may read: the last one that was a look of the plan; null before the first. Throws
 * NotFoundError.
 */
export async function latestLook({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<AnalysisView | null> {
  return newest(ctx, input, { lookNumber: { not: null } });
}
