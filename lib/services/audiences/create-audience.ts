import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { refusingDuplicates } from '../duplicate-key';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toStoredJson } from '../stored-json';
import { audienceInputSchema, toAudienceView, type AudienceView } from './audience-view';

/** Saves a rule under a name. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY). */
export async function createAudience({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<AudienceView> {
  authorise(ctx, 'experiments:write', 'workspace');
  const audience = parseInput(audienceInputSchema, input);
  const { key, name, rule } = audience;
  return refusingDuplicates('an audience', key, () =>
    inTransaction(ctx.database, async (transaction) => {
      const stored = await transaction.audience.create({
        data: { workspaceId: ctx.workspaceId, key, name, rule: toStoredJson(rule) },
      });
      await recordAudit(transaction, ctx, {
        action: 'audience.create',
        subject: `audience:${key}`,
        detail: audience,
      });
      return toAudienceView(stored);
    }),
  );
}
