import { defineConfig } from 'vitest/config';

/** No verdict depends on time: a limit only ends what hangs, however busy the machine is. */
const hangingMs = 180_000;

/** Each folder of tests/ is a project, so that `npx vitest run --project unit` runs one kind alone. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    setupFiles: ['tests/support/setup-console.ts'],
    // Four Postgres servers write down all that the tests have left in them, one after the other.
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          testTimeout: hangingMs,
          hookTimeout: hangingMs,
          include: ['tests/unit/**/*.test.ts', 'tests/golden/**/*.test.ts', 'tests/property/**/*.test.ts'],
        },
      },
      ...['database', 'http'].map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`tests/${name}/**/*.test.ts`],
          globalSetup: ['tests/support/global-setup-database.ts'],
          testTimeout: hangingMs,
          hookTimeout: hangingMs,
        },
      })),
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup-database.ts', 'tests/support/global-setup-console.ts'],
          // Each file has a server and a browser of its own: side by side they only wait for one another.
          fileParallelism: false,
          // The npm browser unpacks the libraries that it needs only where it believes itself in a bare container.
          env: { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
          testTimeout: hangingMs,
          hookTimeout: hangingMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'sdk',
          include: ['tests/sdk/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup-database.ts', 'tests/support/global-setup-sdk.ts'],
          env: { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
          testTimeout: hangingMs,
          hookTimeout: hangingMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: ['tests/simulation/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup-database.ts'],
          testTimeout: 300_000,
          provide: { simulationForm: process.env['FAIRSPLIT_SIMULATION'] === 'short' ? 'short' : 'full' },
        },
      },
      {
        extends: true,
        test: {
          name: 'kill',
          include: ['tests/kill/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 30 * 60_000,
          hookTimeout: 120_000,
          provide: { form: process.env['FAIRSPLIT_SHORT'] === '1' ? 'short' : 'full' },
        },
      },
      {
        extends: true,
        test: {
          name: 'load',
          include: ['tests/load/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup-database.ts'],
          fileParallelism: false,
          testTimeout: 10 * 60_000,
          hookTimeout: 120_000,
          provide: { form: process.env['FAIRSPLIT_SHORT'] === '1' ? 'short' : 'full' },
        },
      },
    ],
  },
});
