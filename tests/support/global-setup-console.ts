import path from 'node:path';
import { childEnvironment } from '../../lib/env';
import { buildIfStale } from '../../scripts/build-if-stale';

/** Builds the console once, before the files that start it do so side by side. */
export default async function setUp(): Promise<void> {
  const root = path.resolve(import.meta.dirname, '../..');
  const environment = childEnvironment({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
  await buildIfStale({ root, environment, report: () => undefined });
}
