import { z } from 'zod';
import { requireMayGiveKey } from '../../auth/give-key';
import { defineVerb } from '../define-verb';
import { announceConfiguration } from '../experiments/run-life';
import { keyRow, powersOf } from './key-view';

/**
 * Ends a key for good, with every token of it; instances refuse it as soon as they hear of it. Keys that were made with it go on. Throws
 * NotFoundError, ForbiddenError, VersionMismatchError.
 */
export const revokeKey = defineVerb({
  name: 'revokeKey',
  permission: 'keys:write',
  scope: 'environment',
  input: z.strictObject({ key: z.uuid(), version: z.int().optional() }),
  door: { summary: 'Revoke a key for good; it is refused within seconds', ifMatch: 'optional' },
  records: ['key.revoke'],
  edits: keyRow,
  change: async ({ ctx, input: { key }, stored, transaction }) => {
    await requireMayGiveKey(transaction, ctx, powersOf(stored));
    await transaction.key.update({ where: { id: key }, data: { revokedAt: ctx.now() } });
    await announceConfiguration(transaction, stored.environmentId);
    const { name, prefix } = stored;
    return { result: undefined, audit: { subject: `key:${key}`, detail: { name, prefix } } };
  },
});
