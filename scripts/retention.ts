import { parseArgs } from 'node:util';
import { openDatabase } from '../lib/database/client';
import { provideDatabase } from '../lib/database/provide';
import { FairsplitError } from '../lib/errors';
import { permissionsOf } from '../lib/auth/permissions';
import { applyRetention } from '../lib/services/data/apply-retention';

/**
 * `npm run retention [-- --dry-run]`: drops what is older than each workspace keeps, or says what would go. For a timer;
 * a workspace without a retention is left alone. One line of JSON for each workspace.
 */
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
const provided = await provideDatabase({ report: (line) => process.stderr.write(`${line}\n`) });
const database = openDatabase({ url: provided.url, applicationName: 'fairsplit-retention' });
try {
  const workspaces = await database.prisma.workspace.findMany({
    where: { retentionMonths: { not: null } },
    orderBy: { createdAt: 'asc' },
  });
  if (workspaces.length === 0) process.stderr.write('No workspace has a retention: everything is kept.\n');
  for (const { id, name } of workspaces) {
    const actor = {
      kind: 'system',
      id: 'retention',
      label: 'retention',
      permissions: permissionsOf('owner'),
    } as const;
    const ctx = { workspaceId: id, actor, database, now: () => new Date() };
    const result = await applyRetention({ ctx, input: { dryRun: values['dry-run'] } });
    process.stdout.write(`${JSON.stringify({ workspace: name, dryRun: values['dry-run'], ...result })}\n`);
  }
} catch (error) {
  if (!(error instanceof FairsplitError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  await database.close();
  await provided.stop();
}
