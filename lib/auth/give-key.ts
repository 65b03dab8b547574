import type { Reader } from '../database/reader';
import { ForbiddenError } from '../errors';
import { mayTouch, requireEnvironment, type FoundEnvironment } from './authorise';
import type { Actor, Caller } from './context';
import type { KeyReach } from './key-reach';
import { lowestRoleWith, type Permission } from './permissions';

/** What a key lets its bearer do. */
export interface KeyPowers {
  readonly environment: FoundEnvironment;
  readonly reach: KeyReach;
  readonly permissions: ReadonlySet<Permission>;
}

/** What the actor cannot put into a key, as they do not have it. What no person has, people who make keys may give: it is what keys are for. */
export function notGivable(
  { kind, permissions }: Pick<Actor, 'kind' | 'permissions'>,
  wanted: ReadonlySet<Permission>,
): readonly Permission[] {
  const isForKeysAlone = (permission: Permission) => kind !== 'key' && lowestRoleWith(permission) === null;
  return [...wanted].filter((permission) => !permissions.has(permission) && !isForKeysAlone(permission));
}

/**
 * Making, changing, rotating and revoking a key is for who has all that it has: permissions, environment and reach. Throws
 * {@link ForbiddenError}.
 */
export async function requireMayGiveKey(
  reader: Reader,
  ctx: Caller,
  { environment, reach, permissions }: KeyPowers,
): Promise<void> {
  await requireEnvironment(reader, ctx, environment);
  const { label } = ctx.actor;
  if (reach === 'workspace' && !mayTouch(ctx, null)) {
    throw new ForbiddenError(
      `"${label}" may not do this: the key is for the whole workspace, and theirs is for one environment.`,
    );
  }
  const missing = notGivable(ctx.actor, permissions);
  if (missing.length === 0) return;
  throw new ForbiddenError(
    `"${label}" may not do this: the key has permissions that they do not have themselves (${missing.join(', ')}).`,
  );
}

/**
 * A key that ends hands out nothing that lasts longer. `expiresAt`: of what is handed out; null: it does not expire. Throws
 * {@link ForbiddenError}.
 */
export async function requireMayGiveUntil(
  reader: Reader,
  { actor: { kind, id, label } }: Caller,
  expiresAt: Date | null,
): Promise<void> {
  if (kind !== 'key') return;
  const own = await reader.key.findUnique({ where: { id }, select: { expiresAt: true } });
  const endsAt = own?.expiresAt ?? null;
  if (endsAt === null || (expiresAt !== null && expiresAt <= endsAt)) return;
  throw new ForbiddenError(
    `"${label}" may not do this: it expires at ${endsAt.toISOString()}, and what it hands out cannot last longer. Say an "expiresAt" until then.`,
  );
}
