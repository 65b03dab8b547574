import { z } from 'zod';
import { authorise, withinReach } from '../authorise';
import type { Context } from '../context';
import { invalidInput, parseInput } from '../parse-input';
import { statusNames } from '../stored-names';
import { runToShow } from './runs-within-reach';
import { experimentViewInclude, toExperimentView, type ExperimentView } from './experiment-view';

export const listExperimentsInput = z.strictObject({
  search: z.string().max(200).optional().describe('Matches keys, names and hypotheses, whatever the case.'),
  status: z.enum(['draft', 'running', 'stopped', 'shipped', 'archived']).optional(),
  after: z.string().optional().describe('Key of the last experiment of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

export interface ExperimentSummary extends ExperimentView {
  /** Name of the person who created it, null for one made by a program. */
  readonly ownerName: string | null;
  /** Number of the run that is read where none is named: the latest of the caller's environment, or of production; null before the first. */
  readonly runToRead: number | null;
  /** Of that run, until when its newest analysis reaches; null before the first. Results are asked for apart. */
  readonly latestAnalysis: { readonly horizon: Date } | null;
}

export interface ExperimentPage {
  readonly experiments: readonly ExperimentSummary[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

const latestRunsAnalysis = (ctx: Context) => ({
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
export async function listExperiments({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentPage> {
  authorise(ctx, 'experiments:read', 'definitions');
  const { search, status, after, limit } = parseInput(listExperimentsInput, input);
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
        ...toExperimentView(experiment),
        ownerName: ownerId === null ? null : (ownerNames.get(ownerId) ?? null),
        runToRead: shown?.number ?? null,
        latestAnalysis: shown?.analyses[0] ?? null,
      };
    }),
    next: stored.length > limit ? (page.at(-1)?.key ?? null) : null,
  };
}

/** Behind an experiment that is gone nothing comes, which would look like the end of the list. Throws InvalidInputError. */
async function refuseLostPlace({ database, workspaceId }: Context, key: string): Promise<void> {
  const found = await database.prisma.experiment.count({ where: { workspaceId, key } });
  if (found > 0) return;
  const detail = `There is no experiment "${key}" any more to go on behind: read the list from its beginning.`;
  throw invalidInput([{ pointer: '/after', detail }]);
}

async function namesOf(ctx: Context, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const users = await ctx.database.prisma.user.findMany({
    where: { id: { in: [...userIds] }, members: { some: { workspaceId: ctx.workspaceId } } },
    select: { id: true, name: true },
  });
  return new Map(users.map(({ id, name }) => [id, name]));
}
