import { z } from 'zod';
import { requireMayGiveKey, requireMayGiveUntil } from '../../auth/give-key';
import { permissionsOfKey } from '../../auth/keys-ring';
import { keyScopes } from '../../auth/permissions';
import { changesOf } from '../../model/changes';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { announceConfiguration } from '../experiments/run-life';
import { changedBy } from '../parse-input';
import { keyFields, orderedScopes, refuseOfOtherKind, refusePast } from './key-fields';
import { keyInclude, keyRow, keySchema, kindOfStored, powersOf, toKeyView } from './key-view';

const changeableFields = z.strictObject(keyFields);

const updateKeyInput = z.strictObject({
  key: z.uuid(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/**
 * Changes a key's name, scopes, origins or expiry; its token stays. What it no longer may is refused within seconds. Kind, environment
 * and reach never change. Throws NotFoundError, ForbiddenError, InvalidInputError, VersionMismatchError.
 */
export const updateKey = defineVerb({
  name: 'updateKey',
  permission: 'keys:write',
  scope: 'environment',
  input: updateKeyInput,
  output: keySchema,
  door: { summary: "Change a key's name, scopes, origins or expiry", ifMatch: 'required' },
  records: ['key.update'],
  edits: keyRow,
  change: async ({ ctx, input: { key, changes }, stored, transaction }) => {
    const powers = powersOf(stored);
    await requireMayGiveKey(transaction, ctx, powers);
    const kind = kindOfStored[stored.kind];
    const before = {
      name: stored.name,
      scopes: orderedScopes(stored.scopes).filter((scope) => keyScopes.some((one) => one === scope)),
      allowedOrigins: stored.allowedOrigins,
      expiresAt: stored.expiresAt,
    };
    const changed = changedBy(changeableFields, before, changes);
    if (changed === null) return { result: toKeyView(stored, ctx), audit: null };
    const after = { ...changed, scopes: orderedScopes(changed.scopes) };
    refuseOfOtherKind({ kind, ...after });
    const permissions = permissionsOfKey({ kind, scopes: after.scopes });
    await requireMayGiveKey(transaction, ctx, { ...powers, permissions });
    if (after.expiresAt?.getTime() !== before.expiresAt?.getTime()) {
      refusePast(after.expiresAt, ctx.now());
      await requireMayGiveUntil(transaction, ctx, after.expiresAt);
    }
    const saved = await transaction.key.update({
      where: { id: stored.id },
      data: { ...after, version: { increment: 1 } },
      include: keyInclude,
    });
    await announceConfiguration(transaction, stored.environmentId);
    const detail = { name: after.name, ...changedMembers(before, after) };
    return { result: toKeyView(saved, ctx), audit: { subject: `key:${key}`, detail } };
  },
});
