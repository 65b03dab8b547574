import { Command } from '@commander-js/extra-typings';
import { openDatabase } from '../../../lib/database/client';
import { provideDatabase } from '../../../lib/database/provide';
import { applyEveryRetention } from '../../../lib/jobs/apply-every-retention';
import { dropOldRejected } from '../../../lib/jobs/drop-old-rejected';
import { print, say } from '../terminal';

export const retentionSubcommand = new Command('retention')
  .summary('drop data older than each workspace keeps')
  .description(
    'Drops what is older than each workspace keeps; the server does the same every night. A workspace without a retention keeps its evidence; refused items are never kept for ever. Prints one line of JSON for each workspace. A workspace that fails says why, delays no other, and ends the command with 1.',
  )
  .option('--dry-run', 'only say what would be dropped', false)
  .action(async ({ dryRun }) => {
    const provided = await provideDatabase({ report: say });
    const database = openDatabase({ url: provided.url, applicationName: 'fairsplit-retention' });
    try {
      const context = { database, now: () => new Date() };
      const refused = await dropOldRejected(context, { dryRun });
      if (refused > 0) say(`Refused items older than they are kept: ${refused}.`);
      const results = await applyEveryRetention(context, { dryRun });
      if (results.length === 0) say('No workspace has a retention: its evidence is kept.');
      for (const result of results) {
        const line =
          'failure' in result ? { workspace: result.workspace, failure: messageOf(result.failure) } : result;
        if ('failure' in result) process.exitCode = 1;
        print(JSON.stringify({ dryRun, ...line }));
      }
    } finally {
      await database.close();
      await provided.stop();
    }
  });

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
