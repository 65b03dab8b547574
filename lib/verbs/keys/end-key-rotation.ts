import { z } from 'zod';
import { requireMayGiveKey } from '../../auth/give-key';
import { ConflictError } from '../../errors';
import { defineVerb } from '../define-verb';
import { announceConfiguration } from '../experiments/run-life';
import { isRotating, keyInclude, keyRow, keySchema, powersOf, toKeyView, type StoredKey } from './key-view';
import { noPrevious } from './rotate-key';

const endInput = z.strictObject({
  key: z.uuid(),
  version: z.int().optional(),
  keep: z
    .enum(['new', 'previous'])
    .default('new')
    .describe(
      'Which token goes on; the other one ends now. "previous" takes the rotation back, such as when its answer was lost.',
    ),
});

/**
 * Ends an overlap before its time: one of the two tokens goes on, the other is refused. Throws NotFoundError, ForbiddenError,
 * VersionMismatchError, ConflictError (NO_ROTATION).
 */
export const endKeyRotation = defineVerb({
  name: 'endKeyRotation',
  permission: 'keys:write',
  scope: 'environment',
  input: endInput,
  output: keySchema,
  door: { summary: 'End a rotation: one of its two tokens goes on, the other ends now', ifMatch: 'optional' },
  records: ['key.end-rotation'],
  edits: keyRow,
  change: async ({ ctx, input: { key, keep }, stored, transaction }) => {
    await requireMayGiveKey(transaction, ctx, powersOf(stored));
    if (!isRotating(stored, ctx.now())) {
      throw new ConflictError(
        'NO_ROTATION',
        'Only one token of this key works: there is no rotation to end.',
      );
    }
    const saved = await transaction.key.update({
      where: { id: stored.id },
      data: { ...(keep === 'previous' && previousOf(stored)), ...noPrevious, version: { increment: 1 } },
      include: keyInclude,
    });
    await announceConfiguration(transaction, stored.environmentId);
    const ended = keep === 'previous' ? stored.prefix : stored.previousPrefix;
    return {
      result: toKeyView(saved, ctx),
      audit: { subject: `key:${key}`, detail: { name: stored.name, keep, prefix: saved.prefix, ended } },
    };
  },
});

/** The token before, as the key's own again. */
function previousOf(stored: StoredKey) {
  const { previousPrefix, previousHash, previousLastUsedAt, previousTokenCreatedAt } = stored;
  if (previousPrefix === null || previousHash === null) return {};
  return {
    prefix: previousPrefix,
    hash: previousHash,
    lastUsedAt: previousLastUsedAt,
    tokenCreatedAt: previousTokenCreatedAt,
  };
}
