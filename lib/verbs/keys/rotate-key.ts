import { z } from 'zod';
import { requireMayGiveKey, requireMayGiveUntil } from '../../auth/give-key';
import { createKeyMaterial } from '../../auth/keys';
import { ConflictError } from '../../errors';
import { defineVerb } from '../define-verb';
import { announceConfiguration } from '../experiments/run-life';
import {
  isRotating,
  keyInclude,
  keyRow,
  kindOfStored,
  newTokenSchema,
  powersOf,
  toKeyView,
} from './key-view';

const millisecondsPerHour = 3_600_000;

/** Thirty days. */
const longestOverlapHours = 720;

const rotateInput = z.strictObject({
  key: z.uuid(),
  version: z.int(),
  overlapHours: z
    .int()
    .min(0)
    .max(longestOverlapHours)
    .default(24)
    .describe(
      'For how long the token before still works, so that applications can change over. 0: it ends now.',
    ),
});

/**
 * Gives a key a new token, which no other result ever holds; the one before works until the overlap ends. Of many at once, one wins.
 * Throws NotFoundError, ForbiddenError, VersionMismatchError, ConflictError (KEY_EXPIRED, ROTATION_UNDERWAY).
 */
export const rotateKey = defineVerb({
  name: 'rotateKey',
  permission: 'keys:write',
  scope: 'environment',
  input: rotateInput,
  output: newTokenSchema,
  door: {
    summary: 'Give a key a new token, shown once; the one before works for a while',
    ifMatch: 'required',
  },
  records: ['key.rotate'],
  edits: keyRow,
  change: async ({ ctx, input: { key, overlapHours }, stored, transaction }) => {
    await requireMayGiveKey(transaction, ctx, powersOf(stored));
    const { expiresAt, prefix: previousPrefix, hash: previousHash } = stored;
    await requireMayGiveUntil(transaction, ctx, expiresAt);
    const now = ctx.now();
    if (expiresAt !== null && expiresAt <= now) {
      throw new ConflictError('KEY_EXPIRED', 'This key has expired. Set another "expiresAt" first.');
    }
    if (isRotating(stored, now)) {
      throw new ConflictError(
        'ROTATION_UNDERWAY',
        `The token before the last rotation works until ${stored.previousEndsAt.toISOString()}. End that rotation first: keep the new token, or take it back.`,
      );
    }
    const { key: token, prefix, hash } = createKeyMaterial(kindOfStored[stored.kind]);
    const overlapEndsAt = new Date(now.getTime() + overlapHours * millisecondsPerHour);
    const previousEndsAt = expiresAt !== null && expiresAt < overlapEndsAt ? expiresAt : overlapEndsAt;
    const previous = {
      ...{ previousPrefix, previousHash, previousEndsAt },
      previousLastUsedAt: stored.lastUsedAt,
      previousTokenCreatedAt: stored.tokenCreatedAt,
    };
    const saved = await transaction.key.update({
      where: { id: stored.id },
      data: {
        ...(overlapHours === 0 ? noPrevious : previous),
        ...{ prefix, hash, tokenCreatedAt: now, lastUsedAt: null },
        version: { increment: 1 },
      },
      include: keyInclude,
    });
    await announceConfiguration(transaction, stored.environmentId);
    const detail = { name: stored.name, prefix, previousPrefix, overlapHours };
    return {
      result: { ...toKeyView(saved, ctx), token },
      audit: { subject: `key:${key}`, detail },
    };
  },
});

/** No earlier token works. */
export const noPrevious = {
  previousPrefix: null,
  previousHash: null,
  previousEndsAt: null,
  previousLastUsedAt: null,
  previousTokenCreatedAt: null,
};
