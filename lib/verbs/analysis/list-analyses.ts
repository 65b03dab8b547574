import { z } from 'zod';
import { withinReach } from '../../auth/authorise';
import { findWithAllRuns } from '../experiments/find-experiment';
import { runWithinReach } from '../experiments/runs-within-reach';
import { invalidInput } from '../parse-input';
import { defineVerb } from '../define-verb';
import { analysisPageSchema } from './result-answers';

export const listAnalysesInput = z.strictObject({
  key: z.string(),
  after: z.uuid().optional().describe('Id of the last analysis of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/**
 * An experiment's analyses over all its runs that the actor may touch, newest first. Throws NotFoundError, ForbiddenError, and
 * InvalidInputError for an `after` that is none of them: nothing comes behind it, which would look like the end of the list.
 */
export const listAnalyses = defineVerb({
  name: 'listAnalyses',
  permission: 'results:read',
  scope: 'environment',
  input: listAnalysesInput,
  output: analysisPageSchema,
  door: { summary: 'List analyses, newest first' },
  read: async ({ ctx, input: { key, after, limit } }) => {
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
  },
});
