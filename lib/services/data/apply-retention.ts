import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { forgetUnitValues } from '../../warehouse/postgres/incremental/forget-unit-values';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { deleteBefore, type DeletedRows } from './delete-before';
import { dropMonths } from './drop-months';

export const applyRetentionInput = z.strictObject({
  dryRun: z.boolean().default(false).describe('Counts what would go, and changes nothing.'),
});

/** What goes, or went, from one workspace. */
export interface RetentionResult {
  /** The beginning of the first month that stays. */
  readonly from: Date;
  /** The earliest run that still needs its events, where that kept months longer than the setting says. */
  readonly keptFor: { readonly experiment: string; readonly run: number } | null;
  /** Partitions dropped as a whole, such as events_2026_01: no workspace keeps their month. */
  readonly droppedMonths: readonly string[];
  /** Rows removed one by one, where other workspaces keep the month, and everything else that was older. */
  readonly deleted: DeletedRows;
}

/**
 * Drops what is older than the workspace keeps: events with their ids, refused items, counts, and the exposures of runs
 * that ended before. What an unfinished run, or one that ended within the time kept, still needs stays. From then on
 * items from before are refused (TIMESTAMP_TOO_OLD), as their ids are gone and they could not be told from new ones.
 * A dry run counts and changes nothing. Throws ConflictError (NO_RETENTION).
 */
export async function applyRetention({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<RetentionResult> {
  authorise(ctx, 'data:manage', 'workspace');
  const { dryRun } = parseInput(applyRetentionInput, input);
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
  if (!dryRun) await refuseBefore(ctx, from);
  const droppedMonths = await dropMonths(database, { workspaceId, from, dryRun });
  const deleted = await deleteBefore(database, { workspaceId, from, dryRun }, droppedMonths);
  const result = { from, keptFor, droppedMonths, deleted };
  // Every night there is mostly nothing to drop, and then what was measured still holds.
  const isNothing = droppedMonths.length === 0 && Object.values(deleted).every((rows) => rows === 0);
  if (!dryRun && !isNothing) await forgetMeasuredRuns(ctx);
  if (!dryRun) {
    await inTransaction(database, (transaction) =>
      recordAudit(transaction, ctx, {
        action: 'retention.apply',
        subject: `workspace:${workspaceId}`,
        detail: result,
      }),
    );
  }
  return result;
}

/** What is kept of units was computed from evidence that may be gone now. */
async function forgetMeasuredRuns({ database: { pool }, workspaceId }: Context): Promise<void> {
  const { rows } = await pool.query<{ readonly id: number }>(
    `select measured_runs.run_id as "id" from measured_runs
     join runs on runs.id = measured_runs.run_id
     join environments on environments.id = runs.environment_id
     where environments.workspace_id = $1::uuid`,
    [workspaceId],
  );
  await forgetUnitValues(
    pool,
    rows.map(({ id }) => id),
  );
}

/** The beginning, in UTC, of the month so many months ago. */
export function monthsBefore(now: Date, months: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1));
}

/** A run needs its events from its start on, as long as it goes on or has ended within the time that is kept. */
async function withRunsKept(
  { database, workspaceId }: Context,
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

/** First refused, then dropped: never the other way round. What was dropped once does not come back with a longer setting. */
async function refuseBefore({ database, workspaceId }: Context, from: Date): Promise<void> {
  await database.prisma.environment.updateMany({
    where: { workspaceId, OR: [{ retainedFrom: null }, { retainedFrom: { lt: from } }] },
    data: { retainedFrom: from },
  });
}
