import { ForbiddenError } from '../errors';
import type { Context, Permission } from './context';

/**
 * The first line of every verb. Authorisation stands here and not in the edges, because an edge can be gone round.
 * Throws {@link ForbiddenError}.
 */
export function authorise(ctx: Pick<Context, 'actor'>, permission: Permission): void {
  if (ctx.actor.permissions.has(permission)) return;
  throw new ForbiddenError(
    `"${ctx.actor.label}" may not do this: it needs the permission "${permission}". An owner or admin can grant it.`,
  );
}
