import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { environmentField } from '../input-fields';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';

const place = { environment: environmentField };
export const readIngestionSettingsInput = z.strictObject(place);
export const updateIngestionSettingsInput = z.strictObject({
  ...place,
  botFilter: z.boolean().optional().describe('Whether what declared crawlers send is refused.'),
  retentionMonths: z
    .int()
    .min(1)
    .max(600)
    .nullable()
    .optional()
    .describe('Whole months for which events are kept, in all environments; null: for ever.'),
});

export interface IngestionSettingsView {
  readonly environment: string;
  /** Whether what declared crawlers send to the environment is refused. */
  readonly botFilter: boolean;
  /** The whole workspace's. */
  readonly retentionMonths: number | null;
  /** Events before this instant were dropped here, and are refused. */
  readonly retainedFrom: Date | null;
}

/** How an environment takes in data. Throws NotFoundError. */
export async function getIngestionSettings({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<IngestionSettingsView> {
  authorise(ctx, 'experiments:read', 'environment');
  const { environment } = parseInput(readIngestionSettingsInput, input);
  return readSettings(ctx, environment);
}

/** Changes it; instances follow within a second. Nothing is dropped before retention is applied. Throws NotFoundError, ForbiddenError. */
export async function updateIngestionSettings({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<IngestionSettingsView> {
  authorise(ctx, 'data:manage', 'environment');
  const { environment, botFilter, retentionMonths } = parseInput(updateIngestionSettingsInput, input);
  if (retentionMonths !== undefined) authorise(ctx, 'data:manage', 'workspace');
  await inTransaction(ctx.database, async (transaction) => {
    const { id, key } = await findEnvironment(transaction, ctx, environment);
    if (botFilter !== undefined) {
      await transaction.environment.update({ where: { id }, data: { botFilter } });
    }
    if (retentionMonths !== undefined) {
      await transaction.workspace.update({ where: { id: ctx.workspaceId }, data: { retentionMonths } });
    }
    await recordAudit(transaction, ctx, {
      action: 'ingestion.settings',
      subject: `environment:${key}`,
      detail: { botFilter, retentionMonths },
    });
  });
  return readSettings(ctx, environment);
}

async function readSettings(ctx: Context, environment: string | undefined): Promise<IngestionSettingsView> {
  const { id, key } = await findEnvironment(ctx.database.prisma, ctx, environment);
  const stored = await ctx.database.prisma.environment.findUniqueOrThrow({
    where: { id },
    select: { botFilter: true, retainedFrom: true, workspace: { select: { retentionMonths: true } } },
  });
  const { botFilter, retainedFrom, workspace } = stored;
  return { environment: key, botFilter, retentionMonths: workspace.retentionMonths, retainedFrom };
}
