import { hashLinkToken, looksLikeLinkToken } from '../../auth/link-token';
import type { PasswordReset } from '../../database/generated/client';
import type { Reader } from '../../database/reader';
import { ConflictError, FairsplitError } from '../../errors';

export type PasswordResetState = 'open' | 'used' | 'expired' | 'revoked';

/** What the page of a link may show: whoever has the link is the person. */
export interface OpenedPasswordReset {
  readonly state: PasswordResetState;
  readonly email: string;
}

/** The link for a new password; null where there is none. */
export async function readPasswordReset(
  reader: Reader,
  token: string,
  now: Date,
): Promise<OpenedPasswordReset | null> {
  const stored = await findByToken(reader, token);
  return stored && { state: stateOf(stored, now), email: stored.user.email };
}

/** A link that can be used. Throws FairsplitError (PASSWORD_RESET_UNKNOWN), ConflictError (PASSWORD_RESET_USED, ...). */
export async function requireOpenReset(reader: Reader, token: string, now: Date) {
  const stored = await findByToken(reader, token);
  if (stored === null) throw new FairsplitError('PASSWORD_RESET_UNKNOWN', 404, whyNoReset.unknown);
  const state = stateOf(stored, now);
  if (state !== 'open') throw new ConflictError(`PASSWORD_RESET_${state.toUpperCase()}`, whyNoReset[state]);
  return stored;
}

/** Why a link cannot be used, and what to do. */
export const whyNoReset: Readonly<Record<Exclude<PasswordResetState, 'open'> | 'unknown', string>> = {
  unknown: 'This link is for no password. Check that it is whole, or ask an admin for a new one.',
  used: 'This link was used before, and works once. Sign in, or ask an admin for a new one.',
  expired: 'This link has expired. Ask an admin for a new one.',
  revoked:
    'This link no longer works: a newer one was made, or your role changed. Ask an admin for a new one.',
};

function stateOf(
  { usedAt, revokedAt, expiresAt }: Pick<PasswordReset, 'usedAt' | 'revokedAt' | 'expiresAt'>,
  now: Date,
): PasswordResetState {
  if (usedAt !== null) return 'used';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
}

async function findByToken(reader: Reader, token: string) {
  if (!looksLikeLinkToken(token)) return null;
  return reader.passwordReset.findUnique({
    where: { tokenHash: hashLinkToken(token) },
    include: { user: { select: { name: true, email: true } } },
  });
}
