import { Command } from '@commander-js/extra-typings';
import { allowRetry, migrate } from '../../../lib/database/migrate';
import { provideServer } from '../../../lib/database/provide';
import { print } from '../terminal';

export const migrateSubcommand = new Command('migrate')
  .summary('bring the database up to date')
  .description('Brings the database (DATABASE_URL, or the embedded one) up to date.')
  .option('--retry <name>', 'try a migration again that failed before')
  .action(async ({ retry }) => {
    const server = await provideServer();
    try {
      if (retry !== undefined) await allowRetry({ url: server.url, name: retry });
      const applied = await migrate({ url: server.url });
      print(applied.length === 0 ? 'Nothing to migrate.' : `Applied ${applied.join(', ')}.`);
    } finally {
      await server.stop();
    }
  });
