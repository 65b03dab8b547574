import { z } from 'zod';
import { programOf, type EndedRun, type Program } from '../../decision/program';
import { lastLooksOf } from '../analysis/last-looks';
import { parseStoredDecision } from '../analysis/stored-decision';
import { authorise, withinReach } from '../authorise';
import type { Context } from '../context';
import { runToShow } from '../experiments/runs-within-reach';
import { parseInput } from '../parse-input';

export const readProgramInput = z.strictObject({
  search: z.string().max(200).optional().describe('Matches keys, names and hypotheses, whatever the case.'),
});

/** An experiment whose run has ended: the latest of the caller's environment, or of production. */
export interface EndedExperiment {
  readonly key: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly endedAt: Date;
}

/** What the workspace's ended experiments have taught, the last ended first. Drafts and running ones are not in it. */
export async function readProgram({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<Program<EndedExperiment>> {
  authorise(ctx, 'results:read', 'environment');
  const { search } = parseInput(readProgramInput, input);
  const matches = (text: string) => ({ contains: text, mode: 'insensitive' as const });
  const experiments = await ctx.database.prisma.experiment.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      ...(search === undefined || search === ''
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
          endedAt: true,
          environmentId: true,
          environment: { select: { key: true } },
          // The newest keeps the last look's decision, or says that the experiment has turned out invalid.
          analyses: { orderBy: { createdAt: 'desc' }, take: 1, select: { decision: true } },
        },
      },
    },
  });
  const shown = experiments.map(({ runs, ...experiment }) => ({ ...experiment, run: runToShow(ctx, runs) }));
  const looks = await lastLooksOf(
    ctx,
    shown.flatMap(({ run }) => (run === undefined ? [] : [run.id])),
  );
  const ended = shown.flatMap(({ key, name, hypothesis, run }): EndedRun<EndedExperiment>[] => {
    if (run === undefined || run.endedAt === null) return [];
    return [
      {
        identity: { key, name, hypothesis, endedAt: run.endedAt },
        decision: parseStoredDecision(run.analyses[0]?.decision ?? null),
        result: looks.get(run.id) ?? null,
      },
    ];
  });
  return programOf(ended.toSorted((a, b) => b.identity.endedAt.getTime() - a.identity.endedAt.getTime()));
}
