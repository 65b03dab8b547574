import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openDatabase } from '../lib/database/client';
import { provideServer } from '../lib/database/provide';
import { env } from '../lib/env';
import { auditHeadsFile, readKeptHeads } from '../lib/jobs/keep-audit-heads';
import { verifyAudit, type AuditHead } from '../lib/services/audit/verify-audit';

const usage = `usage: npm run audit:verify [-- --heads FILE]

Reads the audit trail of every workspace and says which entries were changed, left out or put in. FILE holds heads that
were kept outside the database, a line each ({"workspace":...,"entry":...,"hash":...}, as the server's log and the file
audit-heads.ndjson in the data directory have them; the file is the default). Ends with 1 where something is wrong.
`;

async function headsOf(given: string | undefined): Promise<readonly AuditHead[]> {
  const file = given ?? auditHeadsFile(env().dataDirectory);
  if (existsSync(file)) return readKeptHeads(file);
  if (given !== undefined) throw new Error(`There is no file ${given}.`);
  console.log(`No heads are kept in ${file}: that the last entries are there cannot be said.`);
  return [];
}

const { values } = parseArgs({ options: { heads: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help === true) console.log(usage);
else {
  const heads = await headsOf(values.heads);
  const provided = await provideServer();
  const database = openDatabase({ url: provided.url, maxConnections: 2, applicationName: 'fairsplit audit' });
  try {
    for (const { workspace, entries, head, problems } of await verifyAudit(database, heads)) {
      const last = head === null ? '' : `, the last is ${head.entry} with hash ${head.hash}`;
      console.log(`Workspace ${workspace}: ${String(entries)} entries${last}.`);
      for (const { entry, detail } of problems) console.log(`  Entry ${entry} ${detail}.`);
      if (problems.length > 0) process.exitCode = 1;
    }
  } finally {
    await database.close();
    await provided.stop();
  }
}
