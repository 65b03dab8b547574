import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { lockMetricGroup } from './metric-group-view';

const deleteInput = z.strictObject({ key: z.string() });

/** Deletes a group; its metrics, and the experiments that it was added to, stay as they are. Throws NotFoundError. */
export async function deleteMetricGroup({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  authorise(ctx, 'metrics:write', 'workspace');
  const { key } = parseInput(deleteInput, input);
  await inTransaction(ctx.database, async (transaction) => {
    const { id } = await lockMetricGroup(transaction, ctx, key);
    await transaction.metricGroup.delete({ where: { id } });
    await recordAudit(transaction, ctx, {
      action: 'metric-group.delete',
      subject: `metric-group:${key}`,
      detail: {},
    });
  });
}
