import { existsSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { openDatabase } from '../../../lib/database/client';
import { provideServer } from '../../../lib/database/provide';
import { env } from '../../../lib/env';
import { InvalidInputError } from '../../../lib/errors';
import { auditHeadsFile, readKeptHeads } from '../../../lib/jobs/keep-audit-heads';
import { verifyAudit, type AuditHead } from '../../../lib/verbs/audit/verify-audit';
import { print } from '../terminal';

export const auditSubcommand = new Command('audit').summary('the audit trail').addCommand(
  new Command('verify')
    .summary('find entries that were changed, removed or added')
    .description(
      'Reads the audit trail of every workspace and says which entries were changed, removed or added. Ends with 1 where something is wrong.',
    )
    .option(
      '--heads <file>',
      'heads kept outside the database, one a line ({"workspace":...,"entry":...,"hash":...}), as the server\'s log has them (default: audit-heads.ndjson in the data directory)',
    )
    .action(async (values) => {
      await verify(await headsOf(values.heads));
    }),
);

async function verify(heads: readonly AuditHead[]): Promise<void> {
  const provided = await provideServer();
  const database = openDatabase({ url: provided.url, maxConnections: 2, applicationName: 'fairsplit audit' });
  try {
    for (const { workspace, entries, head, problems } of await verifyAudit(database, heads)) {
      const last = head === null ? '' : `, the last is ${head.entry} with hash ${head.hash}`;
      print(`Workspace ${workspace}: ${String(entries)} entries${last}.`);
      for (const { entry, detail } of problems) print(`  Entry ${entry} ${detail}.`);
      if (problems.length > 0) process.exitCode = 1;
    }
  } finally {
    await database.close();
    await provided.stop();
  }
}

async function headsOf(given: string | undefined): Promise<readonly AuditHead[]> {
  const file = given ?? auditHeadsFile(env().dataDirectory);
  if (existsSync(file)) return readKeptHeads(file);
  if (given !== undefined) throw new InvalidInputError(`There is no file ${given}.`);
  print(`No heads are kept in ${file}: whether the last entries are there cannot be said.`);
  return [];
}
