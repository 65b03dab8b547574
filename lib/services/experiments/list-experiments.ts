import { z } from 'zod';
import type { AnalysisResult } from '../../analysis/analysis-result';
import type { RunDecision } from '../../decision/analyse-run';
import { parseStoredDecision } from '../analysis/stored-decision';
import { lastLooksOf } from '../analysis/last-looks';
import { authorise, withinReach } from '../authorise';
import { parseAnalysisResult } from '../../analysis/analysis-result-schema';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { statusNames } from '../stored-names';
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
  /** Of the latest run, newest analysis; null before the first. */
  readonly latestResult: {
    readonly horizon: Date;
    readonly result: AnalysisResult;
    readonly decision: RunDecision | null;
  } | null;
  /** Of the latest run, the last analysis that was a look: the one whose effects may be read. */
  readonly lookResult: AnalysisResult | null;
}

export interface ExperimentPage {
  readonly experiments: readonly ExperimentSummary[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

const latestRunsResult = (ctx: Context) => ({
  runs: {
    ...experimentViewInclude.runs,
    where: withinReach(ctx),
    include: {
      ...experimentViewInclude.runs.include,
      analyses: {
        orderBy: { createdAt: 'desc' as const },
        take: 1,
        select: { horizon: true, result: true, decision: true },
      },
    },
  },
});

/**
 * The workspace's experiments, newest first; archived ones only when asked for by status. Runs and results are those that the
 * actor may touch.
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
    include: { ...experimentViewInclude, ...latestRunsResult(ctx) },
  });
  const page = stored.slice(0, limit);
  const ownerNames = await namesOf(
    ctx,
    page.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])),
  );
  const looks = await lastLooksOf(
    ctx,
    page.flatMap(({ runs }) => runs.slice(0, 1).map(({ id }) => id)),
  );
  return {
    experiments: page.map((experiment) => {
      const latest = experiment.runs[0]?.analyses[0];
      return {
        ...toExperimentView(experiment),
        ownerName: experiment.ownerId === null ? null : (ownerNames.get(experiment.ownerId) ?? null),
        latestResult:
          latest === undefined
            ? null
            : {
                horizon: latest.horizon,
                result: parseAnalysisResult(latest.result),
                decision: parseStoredDecision(latest.decision),
              },
        lookResult: looks.get(experiment.runs[0]?.id ?? 0) ?? null,
      };
    }),
    next: stored.length > limit ? (page.at(-1)?.key ?? null) : null,
  };
}

async function namesOf(ctx: Context, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const users = await ctx.database.prisma.user.findMany({
    where: { id: { in: [...userIds] }, members: { some: { workspaceId: ctx.workspaceId } } },
    select: { id: true, name: true },
  });
  return new Map(users.map(({ id, name }) => [id, name]));
}
