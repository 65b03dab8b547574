import { ForbiddenError } from '../errors';
import type { Actor, Caller } from './context';
import { isOfOneself, permissionsOf, type MemberRole, type Permission } from './permissions';

/**
 * Whether these permissions are enough to give the role, or to take it away: nobody hands out what they do not have. It holds for
 * keys too, which have no role.
 */
export function mayGiveRole(held: ReadonlySet<Permission>, role: MemberRole): boolean {
  return missingFor(held, role).length === 0;
}

/** Throws {@link ForbiddenError} where the role allows more than the actor may do. */
export function requireMayGiveRole({ actor }: Pick<Caller, 'actor'>, role: MemberRole): void {
  if (mayGiveRole(actor.permissions, role)) return;
  throw new ForbiddenError(refusalOf(actor, role));
}

function refusalOf({ label, permissions }: Actor, role: MemberRole): string {
  const missing = missingFor(permissions, role);
  return `"${label}" may not do this: the role "${role}" allows more than they may do themselves (${missing.join(', ')}).`;
}

function missingFor(held: ReadonlySet<Permission>, role: MemberRole): readonly Permission[] {
  return [...permissionsOf(role)].filter((permission) => !held.has(permission) && !isOfOneself(permission));
}
