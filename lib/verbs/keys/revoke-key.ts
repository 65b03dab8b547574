import { z } from 'zod';
import { NotFoundError } from '../../errors';
import { announceConfiguration } from '../experiments/run-life';
import { defineVerb } from '../define-verb';

const revokeInput = z.strictObject({ id: z.uuid() });

/** Ends a key for good; instances refuse it as soon as they hear of it. Throws NotFoundError. */
export const revokeKey = defineVerb({
  name: 'revokeKey',
  permission: 'keys:write',
  scope: 'workspace',
  input: revokeInput,
  records: ['key.revoke'],
  change: async ({ ctx, input: { id }, transaction }) => {
    const key = await transaction.key.findFirst({
      where: { id, revokedAt: null, environment: { workspaceId: ctx.workspaceId } },
      select: { environmentId: true, name: true, prefix: true },
    });
    if (key === null) throw new NotFoundError('key', id);
    await transaction.key.update({ where: { id }, data: { revokedAt: ctx.now() } });
    await announceConfiguration(transaction, key.environmentId);

    return {
      result: undefined,
      audit: {
        subject: `key:${id}`,
        detail: { name: key.name, prefix: key.prefix },
      },
    };
  },
});
