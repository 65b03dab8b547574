import { provideServer } from '../lib/database/provide';
import { missingMigrationSql } from '../lib/database/schema-comparison';

/** `npm run --silent migrate:diff > prisma/migrations/<date>_<name>/migration.sql`: what the schema says and they do not. */
const server = await provideServer();
try {
  const sql = await missingMigrationSql({ serverUrl: server.url });
  console.log(sql === '' ? '-- The migrations and the schema agree.' : sql);
} finally {
  await server.stop();
}
