import { z } from 'zod';
import type { Reader } from '../../database/reader';
import { authorise, findEnvironment } from '../../auth/authorise';
import type { Caller } from '../../auth/context';
import { mayStay } from '../../model/changes';
import { environmentField } from '../input-fields';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { ingestionSettingsSchema } from './data-answers';

const place = { environment: environmentField };
const updateIngestionSettingsInput = z.strictObject({
  ...place,
  botFilter: mayStay(z.boolean().describe('Whether items of declared crawlers are refused.')),
  retentionMonths: mayStay(
    z
      .int()
      .min(1)
      .max(600)
      .nullable()
      .describe('Whole months for which events are kept, in all environments; null: for ever.'),
  ),
});

/** Ingestion settings of an environment. Throws NotFoundError. */
export const getIngestionSettings = defineVerb({
  name: 'getIngestionSettings',
  permission: 'experiments:read',
  scope: 'environment',
  input: z.strictObject(place),
  output: ingestionSettingsSchema,
  door: { summary: 'Read the crawler filter and the retention' },
  read: ({ ctx, input: { environment } }) => readSettings(ctx.database.prisma, ctx, environment),
});

/** Changes it; instances follow within a second. Nothing is dropped before retention is applied. Throws NotFoundError, ForbiddenError. */
export const updateIngestionSettings = defineVerb({
  name: 'updateIngestionSettings',
  permission: 'data:manage',
  scope: 'environment',
  input: updateIngestionSettingsInput,
  output: ingestionSettingsSchema,
  door: { summary: 'Change the crawler filter or the retention' },
  records: ['ingestion.settings'],
  change: async ({ ctx, input: { environment, botFilter, retentionMonths }, transaction }) => {
    if (retentionMonths !== undefined) authorise(ctx, 'data:manage', 'workspace');
    const { id, key } = await findEnvironment(transaction, ctx, environment);
    const before = await readSettings(transaction, ctx, key);
    const isSame =
      (botFilter ?? before.botFilter) === before.botFilter &&
      (retentionMonths === undefined || retentionMonths === before.retentionMonths);
    if (isSame) return { result: before, audit: null };
    if (botFilter !== undefined) {
      await transaction.environment.update({ where: { id }, data: { botFilter } });
    }
    if (retentionMonths !== undefined) {
      await transaction.workspace.update({ where: { id: ctx.workspaceId }, data: { retentionMonths } });
    }
    const after = await readSettings(transaction, ctx, environment);
    return {
      result: after,
      audit: { subject: `environment:${key}`, detail: changedMembers(before, after) },
    };
  },
});

async function readSettings(reader: Reader, ctx: Caller, environment: string | undefined) {
  const { id, key } = await findEnvironment(reader, ctx, environment);
  const stored = await reader.environment.findUniqueOrThrow({
    where: { id },
    select: { botFilter: true, retainedFrom: true, workspace: { select: { retentionMonths: true } } },
  });
  const { botFilter, retainedFrom, workspace } = stored;
  return { environment: key, botFilter, retentionMonths: workspace.retentionMonths, retainedFrom };
}
