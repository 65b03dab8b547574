import { parseArgs } from 'node:util';
import { openDatabase } from '../lib/database/client';
import { provideDatabase } from '../lib/database/provide';
import { applyEveryRetention } from '../lib/services/data/apply-every-retention';
import { dropOldRejected } from '../lib/services/data/drop-old-rejected';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * `npm run retention [-- --dry-run]`: drops what is older than each workspace keeps, or says what would go. The server
 * does the same every night; a workspace without a retention is left alone, but for refused items, which no one keeps for ever. One line of JSON for each workspace; one that
 * fails says why, holds up no other, and ends the program with 1.
 */
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
const provided = await provideDatabase({ report: (line) => process.stderr.write(`${line}\n`) });
const database = openDatabase({ url: provided.url, applicationName: 'fairsplit-retention' });
try {
  const context = { database, now: () => new Date() };
  const refused = await dropOldRejected(context, { dryRun: values['dry-run'] });
  if (refused > 0) process.stderr.write(`Refused items older than they are kept: ${refused}.\n`);
  const results = await applyEveryRetention(context, { dryRun: values['dry-run'] });
  if (results.length === 0) process.stderr.write('No workspace has a retention: its evidence is kept.\n');
  for (const result of results) {
    const told =
      'failure' in result ? { workspace: result.workspace, failure: messageOf(result.failure) } : result;
    if ('failure' in result) process.exitCode = 1;
    process.stdout.write(`${JSON.stringify({ dryRun: values['dry-run'], ...told })}\n`);
  }
} finally {
  await database.close();
  await provided.stop();
}
