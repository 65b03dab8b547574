import { parseArgs } from 'node:util';
import { allowRetry, migrate } from '../lib/database/migrate';
import { provideServer } from '../lib/database/provide';

/** `npm run migrate [-- --retry NAME]`: brings the database (DATABASE_URL, or the embedded one) up to date. */
const { values } = parseArgs({ options: { retry: { type: 'string' } } });
const server = await provideServer();
try {
  if (values.retry !== undefined) await allowRetry({ url: server.url, name: values.retry });
  const applied = await migrate({ url: server.url });
  console.log(applied.length === 0 ? 'Nothing to migrate.' : `Applied ${applied.join(', ')}.`);
} finally {
  await server.stop();
}
