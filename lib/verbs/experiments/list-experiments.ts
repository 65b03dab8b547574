import { z } from 'zod';
import { withinReach } from '../../auth/authorise';
import type { ReadingContext } from '../../auth/context';
import { invalidInput } from '../parse-input';
import {
  experimentStatusSchema,
  type ExperimentPage,
  experimentPageSchema,
} from '../../model/experiment-view';
import { statusNames } from '../stored-names';
import { runToShow } from './runs-within-reach';
import { experimentViewInclude } from './experiment-view';
import { toReadView } from './find-experiment';
import { defineVerb } from '../define-verb';

export const listExperimentsInput = z.strictObject({
  search: z.string().max(200).optional().describe('Searches keys, names and hypotheses; not case-sensitive.'),
  status: experimentStatusSchema.optional(),
  after: z.string().optional().describe('Key of the last experiment of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

const latestRunsAnalysis = (ctx: ReadingContext) => ({
  runs: {
    ...experimentViewInclude.runs,
    where: withinReach(ctx),
    include: {
      ...experimentViewInclude.runs.include,
      analyses: {
        orderBy: { createdAt: 'desc' as const },
        take: 1,
        select: { horizon: true },
      },
    },
  },
});

/**
 * The workspace's experiments, newest first; archived ones only when asked for by status. Runs are those that the actor may touch.
 * Throws InvalidInputError.
 */
export const listExperiments = defineVerb({
  name: 'listExperiments',
  permission: 'experiments:read',
  scope: 'definitions',
  input: listExperimentsInput,
  output: experimentPageSchema,
  door: { summary: 'List experiments, newest first' },
  read: ({ ctx, input }) => experimentPage(ctx, input),
});

/** The same for a verb that shows more of each. */
export async function experimentPage(
  ctx: ReadingContext,
  { search, status, after, limit }: z.output<typeof listExperimentsInput>,
): Promise<ExperimentPage> {
  if (after !== undefined) await refuseLostPlace(ctx, after);
  const matches = (text: string) => ({ contains: text, mode: 'insensitive' as const });
  const stored = await ctx.database.prisma.experiment.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      status: status === undefined ? { not: 'ARCHIVED' } : statusNames.toStored[status],
      ...(search === undefined || search === ''
        ? {}
        : { OR: [{ key: matches(search) }, { name: matches(search) }, { hypothesis: matches(search) }] }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...(after === undefined
      ? {}
      : { cursor: { workspaceId_key: { workspaceId: ctx.workspaceId, key: after } }, skip: 1 }),
    take: limit + 1,
    include: { ...experimentViewInclude, ...latestRunsAnalysis(ctx) },
  });
  const page = stored.slice(0, limit);
  const ownerNames = await namesOf(
    ctx,
    page.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])),
  );
  return {
    experiments: page.map((experiment) => {
      const { ownerId, runs } = experiment;
      const shown = runToShow(ctx, runs);
      return {
        ...toReadView(ctx, experiment),
        ownerName: ownerId === null ? null : (ownerNames.get(ownerId) ?? null),
        runToRead: shown?.number ?? null,
        latestAnalysis: shown?.analyses[0] ?? null,
      };
    }),
    next: stored.length > limit ? (page.at(-1)?.key ?? null) : null,
  };
}

/** Behind an experiment that is gone nothing comes, which would look like the end of the list. Throws InvalidInputError. */
async function refuseLostPlace({ database, workspaceId }: ReadingContext, key: string): Promise<void> {
  const found = await database.prisma.experiment.count({ where: { workspaceId, key } });
  if (found > 0) return;
  const detail = `There is no experiment "${key}" any more to go on behind: read the list from its beginning.`;
  throw invalidInput([{ pointer: '/after', detail }]);
}

async function namesOf(
  ctx: ReadingContext,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const users = await ctx.database.prisma.user.findMany({
    where: { id: { in: [...userIds] }, members: { some: { workspaceId: ctx.workspaceId } } },
    select: { id: true, name: true },
  });
  return new Map(users.map(({ id, name }) => [id, name]));
}
