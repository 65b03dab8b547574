import { z } from 'zod';
import { ConflictError } from '../../errors';
import { createEvidence } from '../../evidence/create-evidence';
import type { ReadingContext } from '../../auth/context';
import { defineVerb } from '../define-verb';
import { retentionResultSchema, type RetentionResult } from './data-answers';

const applyRetentionInput = z.strictObject({
  dryRun: z.boolean().default(false).describe('Only counts what would be dropped.'),
});

/**
 * Drops what is older than the workspace keeps: events with their ids, refused items, counts, and the exposures of runs
 * that ended before. What an unfinished run, or one that ended within the time kept, still needs stays. From then on
 * items from before are refused (TIMESTAMP_TOO_OLD), as their ids are gone and they could not be told from new ones.
 * A dry run counts and changes nothing. Throws ConflictError (NO_RETENTION).
 */
export const applyRetention = defineVerb({
  name: 'applyRetention',
  permission: 'data:manage',
  scope: 'workspace',
  input: applyRetentionInput,
  output: retentionResultSchema,
  door: { summary: 'Drop evidence older than the retention, or say what would be dropped' },
  records: ['retention.apply'],
  prepare: async ({ ctx, input: { dryRun } }): Promise<RetentionResult> => {
    const { database, workspaceId } = ctx;
    const workspace = await database.prisma.workspace.findUniqueOrThrow({
      where: { id: workspaceId },
      select: { retentionMonths: true },
    });
    if (workspace.retentionMonths === null) {
      throw new ConflictError(
        'NO_RETENTION',
        'The workspace keeps its data for ever. Set retentionMonths first.',
      );
    }
    const wished = monthsBefore(ctx.now(), workspace.retentionMonths);
    const { from, keptFor } = await withRunsKept(ctx, wished);
    const { read, forget } = createEvidence(database);
    const expired = { workspaceId, from };
    return { from, keptFor, ...(await (dryRun ? read.expired(expired) : forget.before(expired))) };
  },
  change: ({ ctx: { workspaceId }, input: { dryRun }, prepared: result }) => {
    const audit = dryRun ? null : { subject: `workspace:${workspaceId}`, detail: result };
    return Promise.resolve({ result, audit });
  },
});

/** The beginning, in UTC, of the month so many months ago. */
export function monthsBefore(now: Date, months: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1));
}

/** A run needs its events from its start on, as long as it goes on or has ended within the time that is kept. */
async function withRunsKept(
  { database, workspaceId }: ReadingContext,
  wished: Date,
): Promise<Pick<RetentionResult, 'from' | 'keptFor'>> {
  const earliest = await database.prisma.run.findFirst({
    where: {
      environment: { workspaceId },
      startedAt: { lt: wished },
      OR: [{ endedAt: null }, { endedAt: { gte: wished } }],
    },
    orderBy: { startedAt: 'asc' },
    select: { startedAt: true, number: true, experiment: { select: { key: true } } },
  });
  if (earliest === null) return { from: wished, keptFor: null };
  const keptFor = { experiment: earliest.experiment.key, run: earliest.number };
  return { from: monthsBefore(earliest.startedAt, 0), keptFor };
}
