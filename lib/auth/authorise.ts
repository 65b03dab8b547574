import type { Reader } from '../database/reader';
import { ConflictError, ForbiddenError, NotFoundError } from '../errors';
import type { Caller } from './context';
import type { Permission } from './permissions';

/**
 * What a verb touches; each says it with its permission, and an actor of one environment is refused what is not its own.
 *
 * - `definitions`: what all environments share, to read it, or to make what nothing runs by (a draft).
 * - `environment`: runs, evidence or settings of one environment. Which one is known only after a query: the verb asks
 *   {@link findEnvironment} or {@link requireEnvironment} for it.
 * - `reach`: those of every environment that the actor may touch; the verb leaves the others out by {@link withinReach}.
 * - `workspace`: what holds in every environment at once, such as retention, layers and metrics.
 * - `{ environmentId }`: an environment that is known from the beginning.
 */
export type Scope =
  'definitions' | 'environment' | 'reach' | 'workspace' | { readonly environmentId: number };

/**
 * The first line of every verb. Authorisation stands here and not in the edges, because an edge can be gone round.
 * Throws {@link ForbiddenError}.
 */
export function authorise(ctx: Pick<Caller, 'actor'>, permission: Permission, scope: Scope): void {
  const { label, permissions, reach } = ctx.actor;
  if (!permissions.has(permission)) {
    throw new ForbiddenError(
      `"${label}" may not do this: it needs the permission "${permission}". An owner or admin can grant it.`,
    );
  }
  if (scope === 'workspace' && reach.over !== 'workspace') {
    throw new ForbiddenError(
      `"${label}" is a key for one environment, and this touches all of them. Use a key for the whole workspace; an owner or admin can make one.`,
    );
  }
  if (typeof scope === 'object' && !mayTouch(ctx, scope.environmentId)) {
    throw new ForbiddenError(`"${label}" is a key for another environment.`);
  }
}

/** Whether the actor may act in the environment; null: in all of the workspace. */
export function mayTouch({ actor: { reach } }: Pick<Caller, 'actor'>, environmentId: number | null): boolean {
  return reach.over === 'workspace' || reach.home === environmentId;
}

/** For a query of rows that carry an environment's id: those that the actor may touch. */
export function withinReach({ actor: { reach } }: Pick<Caller, 'actor'>): { environmentId?: number } {
  return reach.over === 'workspace' ? {} : { environmentId: reach.home };
}

/** Key of the environment that is meant where people name none. Every workspace has it. */
export const DEFAULT_ENVIRONMENT = 'production';

export interface FoundEnvironment {
  readonly id: number;
  readonly key: string;
}

/** Throws {@link ForbiddenError} where the actor may not act in the environment, and names both. */
export async function requireEnvironment(
  reader: Reader,
  ctx: Caller,
  environment: FoundEnvironment,
): Promise<void> {
  const { reach } = ctx.actor;
  if (mayTouch(ctx, environment.id) || reach.home === null) return;
  const own = await environmentOf(reader, ctx, reach.home);
  throw new ForbiddenError(
    `This key is for the environment "${own.key}"; use a key of "${environment.key}" there, or one for the whole workspace.`,
  );
}

/**
 * The same for what touches all of these at once; null stands for the whole workspace. No key of one environment may where there are
 * several.
 */
export async function requireEnvironments(
  reader: Reader,
  ctx: Caller,
  environments: readonly (FoundEnvironment | null)[],
): Promise<void> {
  if (environments.every((environment) => mayTouch(ctx, environment?.id ?? null))) return;
  const named = new Set(environments.map((environment) => environment && `"${environment.key}"`));
  const [only] = environments;
  if (named.size === 1 && only !== null && only !== undefined) await requireEnvironment(reader, ctx, only);
  const touched = named.has(null) ? 'the whole workspace' : [...named].join(' and ');
  throw new ForbiddenError(
    `"${ctx.actor.label}" is a key for one environment, and this touches ${touched}. Use a key for the whole workspace.`,
  );
}

/**
 * The workspace's environment of that key. Left out, it is the one that the caller's key is for, or "production" for people.
 * Throws {@link NotFoundError}, {@link ForbiddenError} for one that the actor may not act in, and {@link ConflictError}
 * (ENVIRONMENT_ARCHIVED).
 */
export async function findEnvironment(
  reader: Reader,
  ctx: Caller,
  key: string | undefined,
): Promise<FoundEnvironment> {
  const { home } = ctx.actor.reach;
  if (key === undefined && home !== null) return environmentOf(reader, ctx, home);
  const wanted = key ?? DEFAULT_ENVIRONMENT;
  const environment = await reader.environment.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key: wanted } },
    select: { id: true, key: true, archivedAt: true },
  });
  if (environment === null) throw new NotFoundError('environment', wanted);
  await requireEnvironment(reader, ctx, environment);
  if (environment.archivedAt !== null) throw environmentArchived(wanted);
  return { id: environment.id, key: environment.key };
}

export function environmentArchived(key: string): ConflictError {
  return new ConflictError(
    'ENVIRONMENT_ARCHIVED',
    `The environment "${key}" is archived. Unarchive it first.`,
  );
}

function environmentOf(reader: Reader, ctx: Caller, id: number): Promise<FoundEnvironment> {
  return reader.environment.findUniqueOrThrow({
    where: { id, workspaceId: ctx.workspaceId },
    select: { id: true, key: true },
  });
}
