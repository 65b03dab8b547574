import { defineConfig } from 'prisma/config';
import { env } from './lib/env';

const url = env().databaseUrl;

/** Read by Prisma's own command line: `prisma generate` here, and `prisma migrate` where its native engine exists. */
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  ...(url === undefined ? {} : { datasource: { url } }),
});
