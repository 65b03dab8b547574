import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import { changedBy, changesOf } from '../changes';
import type { Context } from '../context';
import { parseUpdate } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toStoredJson } from '../stored-json';
import { requireVersion } from '../stored-version';
import { audienceInputSchema, lockAudience, toAudienceView, type AudienceView } from './audience-view';

const changeableFields = audienceInputSchema.omit({ key: true });

export const updateAudienceInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/**
 * Changes an audience for runs that start from now on: those that have begun keep the version that they froze. Throws
 * NotFoundError, InvalidInputError, VersionMismatchError.
 */
export async function updateAudience({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<AudienceView> {
  authorise(ctx, 'experiments:write', 'workspace');
  const { key, version, changes } = parseUpdate(updateAudienceInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockAudience(transaction, ctx, key);
    requireVersion(stored, version);
    const { name, rule } = toAudienceView(stored);
    const after = changedBy(changeableFields, { name, rule }, changes);
    if (after === null) return toAudienceView(stored);
    const saved = await transaction.audience.update({
      where: { id: stored.id },
      data: {
        name: after.name,
        rule: toStoredJson(after.rule),
        version: { increment: 1 },
      },
    });
    await recordAudit(transaction, ctx, {
      action: 'audience.update',
      subject: `audience:${key}`,
      detail: changes,
    });
    return toAudienceView(saved);
  });
}
