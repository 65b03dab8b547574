import type { EndedRun } from '../../decision/program';
import { withinReach } from '../../auth/authorise';
import type { ReadingContext } from '../../auth/context';
import { lastLooksOf } from '../analysis/last-looks';
import { runToShow } from '../experiments/runs-within-reach';

/** A run that has ended, of an experiment's environment: the caller's, or production. */
export interface EndedExperiment {
  readonly key: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly runNumber: number;
  /** A later run of the experiment follows it in the same environment. */
  readonly isRestarted: boolean;
  readonly endedAt: Date;
}

interface Wanted {
  /** In keys, names and hypotheses; left out: all. */
  readonly search?: string | undefined;
  /** So many of those that ended last; left out: all. */
  readonly most?: number;
}

/** The workspace's ended runs with their last looks, the last ended first. Figures are read of those alone that are wanted. */
export async function endedRuns(
  ctx: ReadingContext,
  { search = '', most }: Wanted,
): Promise<readonly EndedRun<EndedExperiment>[]> {
  const matches = (text: string) => ({ contains: text, mode: 'insensitive' as const });
  const experiments = await ctx.database.prisma.experiment.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      ...(search === ''
        ? {}
        : { OR: [{ key: matches(search) }, { name: matches(search) }, { hypothesis: matches(search) }] }),
    },
    select: {
      key: true,
      name: true,
      hypothesis: true,
      runs: {
        where: withinReach(ctx),
        orderBy: { number: 'desc' },
        select: {
          id: true,
          number: true,
          endedAt: true,
          environmentId: true,
          environment: { select: { key: true } },
        },
      },
    },
  });
  const ended = experiments.flatMap(({ runs, ...experiment }) => {
    const shown = runToShow(ctx, runs);
    const ofEnvironment = runs.filter(({ environmentId }) => environmentId === shown?.environmentId);
    return ofEnvironment.flatMap((run, index) =>
      run.endedAt === null ? [] : [{ experiment, run, endedAt: run.endedAt, isRestarted: index > 0 }],
    );
  });
  const latest = ended.toSorted((a, b) => b.endedAt.getTime() - a.endedAt.getTime()).slice(0, most);
  const looks = await lastLooksOf(
    ctx,
    latest.map(({ run }) => run.id),
  );
  return latest.map(({ experiment, run, endedAt, isRestarted }): EndedRun<EndedExperiment> => ({
    identity: { ...experiment, runNumber: run.number, isRestarted, endedAt },
    decision: looks.get(run.id)?.decision ?? null,
    result: looks.get(run.id)?.result ?? null,
  }));
}
