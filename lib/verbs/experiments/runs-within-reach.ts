import type { Reader } from '../../database/reader';
import { ConflictError } from '../../errors';
import { findEnvironment, requireEnvironment, mayTouch } from '../../auth/authorise';
import type { Caller } from '../../auth/context';
import type { StoredExperiment } from './experiment-view';

export type StoredRun = StoredExperiment['runs'][number];

/** Whether it goes on. */
export function isActive({ endedAt }: Pick<StoredRun, 'endedAt'>): boolean {
  return endedAt === null;
}

/** Whether stopping changes what is served: it goes on, or its variant was shipped. An environment has one of these at most. */
export function isServed(run: Pick<StoredRun, 'endedAt' | 'shippedVariant'>): boolean {
  return isActive(run) || run.shippedVariant !== null;
}

/**
 * The run that is read where none is named: the latest of the caller's own environment, for people that of production; where
 * none is there, the latest of all. `runs`: latest first.
 */
export function runToShow<Run extends Pick<StoredRun, 'environmentId'> & { environment: { key: string } }>(
  { actor: { reach } }: Pick<Caller, 'actor'>,
  runs: readonly Run[],
): Run | undefined {
  const isHome = ({ environmentId, environment }: Run) =>
    reach.home === null ? environment.key === 'production' : environmentId === reach.home;
  return runs.find(isHome) ?? runs[0];
}

/**
 * The run of that kind to read, of those that the actor may touch; undefined where there is none of that kind at all. Throws
 * ForbiddenError where all of them are in other environments.
 */
export async function runWithinReach(
  reader: Reader,
  ctx: Caller,
  { runs }: Pick<StoredExperiment, 'runs'>,
  isWanted: (run: StoredRun) => boolean = () => true,
): Promise<StoredRun | undefined> {
  const wanted = runs.filter(isWanted);
  const own = wanted.filter(({ environmentId }) => mayTouch(ctx, environmentId));
  if (own.length === 0) await requireRuns(reader, ctx, wanted.slice(0, 1));
  return runToShow(ctx, own);
}

/**
 * The latest run of that kind to act on, in the environment named. Without a name: in the caller's own environment; where there is
 * none, in the only environment that has one, or the only one in which it is active. Undefined where there is none of that kind.
 * Throws NotFoundError, ForbiddenError and ConflictError (SEVERAL_ENVIRONMENTS: nobody can say which is meant).
 */
export async function runToChange(
  reader: Reader,
  ctx: Caller,
  { key, runs }: Pick<StoredExperiment, 'key' | 'runs'>,
  environmentKey: string | undefined,
  isWanted: (run: StoredRun) => boolean = () => true,
): Promise<StoredRun | undefined> {
  const wanted = runs.filter(isWanted);
  if (environmentKey !== undefined) {
    const { id } = await findEnvironment(reader, ctx, environmentKey);
    return wanted.find(({ environmentId }) => environmentId === id);
  }
  const own = wanted.filter(({ environmentId }) => mayTouch(ctx, environmentId));
  if (own.length === 0) await requireRuns(reader, ctx, wanted.slice(0, 1));
  const home = own.find(({ environmentId }) => environmentId === ctx.actor.reach.home);
  if (home !== undefined) return home;
  const active = own.filter(isActive);
  const candidates = active.length === 1 ? active : own;
  const environments = environmentsOf(candidates);
  if (environments.length <= 1) return candidates[0];
  throw new ConflictError(
    'SEVERAL_ENVIRONMENTS',
    `"${key}" has runs in ${environments.join(' and ')}: name the "environment" that is meant.`,
  );
}

/** The active run to act on, as {@link runToChange} finds it. Throws what it throws, and ConflictError (NOT_RUNNING). */
export async function activeRun(
  reader: Reader,
  ctx: Caller,
  experiment: Pick<StoredExperiment, 'key' | 'runs'>,
  environment: string | undefined,
): Promise<StoredRun> {
  const run = await runToChange(reader, ctx, experiment, environment, isActive);
  if (run === undefined) throw notRunning(experiment, environment);
  return run;
}

export function notRunning(
  { key }: Pick<StoredExperiment, 'key'>,
  environment: string | undefined,
): ConflictError {
  const where = environment === undefined ? '' : ` in "${environment}"`;
  return new ConflictError('NOT_RUNNING', `"${key}" is not running${where}.`);
}

/** In quotes, each once. */
export function environmentsOf(runs: readonly StoredRun[]): readonly string[] {
  return [...new Set(runs.map(({ environment }) => `"${environment.key}"`))];
}

async function requireRuns(reader: Reader, ctx: Caller, runs: readonly StoredRun[]): Promise<void> {
  for (const { environmentId, environment } of runs) {
    await requireEnvironment(reader, ctx, { id: environmentId, key: environment.key });
  }
}
