import type { Reader } from '../../database/reader';
import { NotFoundError } from '../../errors';
import { mayTouch, requireEnvironments, type FoundEnvironment } from '../../auth/authorise';
import type { Caller } from '../../auth/context';
import type { ExperimentView } from '../../model/experiment-view';
import { experimentViewInclude, toExperimentView, type StoredExperiment } from './experiment-view';

/**
 * The workspace's experiment of that key, with the runs that the actor may touch. Throws {@link NotFoundError}, also for
 * another workspace's.
 */
export async function findExperiment(reader: Reader, ctx: Caller, key: string): Promise<StoredExperiment> {
  const { runs, ...stored } = await findWithAllRuns(reader, ctx, key);
  return { ...stored, runs: runs.filter(({ environmentId }) => mayTouch(ctx, environmentId)) };
}

/** The same with all of its runs, for whoever judges by them, and asks for the one to touch. */
export async function findWithAllRuns(reader: Reader, ctx: Caller, key: string): Promise<StoredExperiment> {
  const stored = await reader.experiment.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    include: experimentViewInclude,
  });
  if (stored === null) throw new NotFoundError('experiment', key);
  return stored;
}

/**
 * The environments that a change of the experiment reaches: its own, which will serve it, and each that has run it, be the run ended. Null
 * stands for the whole workspace.
 */
function reachedBy({
  home,
  runs,
}: Pick<StoredExperiment, 'home' | 'runs'>): readonly (FoundEnvironment | null)[] {
  return [
    home,
    ...runs.map(({ environmentId, environment }) => ({ id: environmentId, key: environment.key })),
  ];
}

/** Whether the actor may change the experiment itself, as {@link experimentRow} asks. */
export function mayChange(ctx: Caller, experiment: Pick<StoredExperiment, 'home' | 'runs'>): boolean {
  return reachedBy(experiment).every((environment) => mayTouch(ctx, environment?.id ?? null));
}

/** A row that only whoever may touch these environments gets to edit. */
function rowReaching(environmentsOf: typeof reachedBy) {
  const find = async (reader: Reader, ctx: Caller, key: string) => {
    const stored = await findWithAllRuns(reader, ctx, key);
    await requireEnvironments(reader, ctx, environmentsOf(stored));
    return stored;
  };
  return { table: 'experiments', find } as const;
}

/** What verbs edit that change an experiment: with all of its runs. Throws ForbiddenError. */
export const experimentRow = rowReaching(reachedBy);

/**
 * For who begins a run, which freezes what is written and follows end and forced units from then on: whoever may change the experiment
 * would else change what another environment serves, and be refused from then on. Throws ForbiddenError.
 */
export const experimentToStartRow = rowReaching(({ home }) => [home]);

/** For who acts on one of its runs, and finds that by lib/verbs/experiments/runs-within-reach.ts. */
export const experimentRunsRow = { table: 'experiments', find: findWithAllRuns } as const;

/**
 * An experiment for whoever reads it. Ids of people are no definition: forced units are shown where the actor reaches the experiment's own
 * environment or one that has run it. Whoever may change the experiment does, so what was read can be sent back.
 */
export function toReadView(ctx: Pick<Caller, 'actor'>, stored: StoredExperiment): ExperimentView {
  const view = toExperimentView(stored);
  const places = [stored.homeId, ...stored.runs.map(({ environmentId }) => environmentId)];
  return places.some((environmentId) => mayTouch(ctx, environmentId)) ? view : { ...view, forced: [] };
}
