import { z } from 'zod';
import { authorise, withinReach } from '../authorise';
import type { Context } from '../context';
import { findWithAllRuns } from '../experiments/find-experiment';
import { runWithinReach } from '../experiments/runs-within-reach';
import { invalidInput, parseInput } from '../parse-input';

export const listAnalysesInput = z.strictObject({
  key: z.string(),
  after: z.uuid().optional().describe('Id of the last analysis of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export interface AnalysisSummary {
  readonly id: string;
  readonly runNumber: number;
  readonly horizon: Date;
  readonly engineVersion: string;
  readonly requestedBy: string;
  readonly createdAt: Date;
}

export interface AnalysisPage {
  readonly analyses: readonly AnalysisSummary[];
  readonly next: string | null;
}

/**
 * An experiment's analyses over all its runs that the actor may touch, newest first. Throws NotFoundError, ForbiddenError, and
 * InvalidInputError for an `after` that is none of them: nothing comes behind it, which would look like the end of the list.
 */
export async function listAnalyses({ ctx, input }: { ctx: Context; input: unknown }): Promise<AnalysisPage> {
  authorise(ctx, 'results:read', 'environment');
  const { key, after, limit } = parseInput(listAnalysesInput, input);
  const experiment = await findWithAllRuns(ctx.database.prisma, ctx, key);
  await runWithinReach(ctx.database.prisma, ctx, experiment);
  const where = { run: { experimentId: experiment.id, ...withinReach(ctx) } };
  if (
    after !== undefined &&
    (await ctx.database.prisma.analysis.count({ where: { ...where, id: after } })) === 0
  ) {
    const detail = `"${key}" has no analysis "${after}" to go on behind: read the list from its beginning.`;
    throw invalidInput([{ pointer: '/after', detail }]);
  }
  const stored = await ctx.database.prisma.analysis.findMany({
    where,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...(after === undefined ? {} : { cursor: { id: after }, skip: 1 }),
    take: limit + 1,
    select: {
      id: true,
      horizon: true,
      engineVersion: true,
      requestedBy: true,
      createdAt: true,
      run: { select: { number: true } },
    },
  });
  const page = stored.slice(0, limit);
  return {
    analyses: page.map(({ run, ...analysis }) => ({ ...analysis, runNumber: run.number })),
    next: stored.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
