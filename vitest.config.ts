import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** No verdict depends on time: a limit only ends what hangs, however busy the machine is. */
const hangingMs = 600_000;
const longMs = 30 * 60_000;

const withDatabase = 'tests/support/global-setup-database.ts';
const withConsole = 'tests/support/global-setup-console.ts';
const withConsoleBeside = 'tests/support/global-setup-console-beside.ts';
const withBrowser = 'tests/support/global-setup-browser.ts';
const withSdk = 'tests/support/global-setup-sdk.ts';

/**
 * The product gives a Postgres that does not answer up after seconds; here it may be kept busy by something else for minutes. Who
 * tests such a limit asks for its own (`patience: 1`), and these suites keep to them: what becomes of a server whose Postgres stops.
 */
const patience = { FAIRSPLIT_PATIENCE: '300' };
const asInOperation = ['kill', 'load'];

/** The npm browser unpacks the libraries that it needs only where it believes itself in a bare container. */
const browser = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };

interface Project {
  /** Left out: the tests of the folder that is called as the project. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly globalSetup?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A process for each file, where a file changes what its process remembers. Others would load everything again for it. */
  readonly isolate?: boolean;
  /** How many files run at a time, after all that has no number: 1 for what measures. */
  readonly workers?: number;
  readonly limitMs?: number;
}

// They set what a process remembers: its settings, its database, its data plane. Nothing else may run in theirs.
const databaseAlone = ['tests/database/tls.test.ts'];
const httpAlone = [
  'tests/http/access/audit.test.ts',
  'tests/http/access/ends.test.ts',
  'tests/http/access/provided-members.test.ts',
  'tests/http/access/single-sign-on.test.ts',
  'tests/http/data-plane/next-route.test.ts',
  'tests/http/openapi/serve.test.ts',
];

/** Verbs over a database: they are the same on whichever Postgres, so CI does not run them on another one too. */
const services = 'tests/database/services/**/*.test.ts';

/** Those of `load` that count, and measure neither time nor memory: other suites may run beside them. */
const loadBeside = ['hostile', 'openapi', 'overlapping-writers'].map((name) => `tests/load/${name}.test.ts`);

const journey = 'tests/browser/journey.test.ts';
const inBrowser: Project = { globalSetup: [withConsoleBeside, withBrowser, withDatabase], env: browser };

/** By name, so that `npx vitest run --project unit` runs one kind alone. `npm test` and .ci/run say which run when. */
const projects: Readonly<Record<string, Project>> = {
  // Each file has a server and a browser of its own. One of them walks the whole way, from set-up to decision. What is set up
  // first goes on beside the other set-ups: the console's build.
  journey: { ...inBrowser, include: [journey] },
  browser: { ...inBrowser, exclude: [journey], workers: 2 },
  unit: { include: ['tests/unit/**/*.test.ts', 'tests/golden/**/*.test.ts'] },
  property: {},
  // Files that leave the product, computed again by Python and R where they are installed: seconds of their time for each.
  notebooks: {},
  // What reads the project's types once, does so for the samples of all files.
  rules: { workers: 1 },
  replay: { globalSetup: [withDatabase] },
  database: { globalSetup: [withDatabase], exclude: [...databaseAlone, services] },
  services: { include: [services], globalSetup: [withDatabase] },
  'database-alone': { include: databaseAlone, globalSetup: [withDatabase], isolate: true },
  http: { globalSetup: [withDatabase], exclude: httpAlone },
  'http-alone': { include: httpAlone, globalSetup: [withDatabase], isolate: true },
  sdk: { globalSetup: [withBrowser, withDatabase, withSdk], env: browser },
  commands: { globalSetup: [withDatabase, withConsole] },
  simulation: { globalSetup: [withDatabase], limitMs: longMs },
  kill: { isolate: true, workers: 1, limitMs: longMs },
  'load-beside': {
    include: loadBeside,
    globalSetup: [withDatabase],
    isolate: true,
    workers: 1,
    limitMs: longMs,
  },
  load: { exclude: loadBeside, globalSetup: [withDatabase], isolate: true, workers: 1, limitMs: longMs },
};

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    runner: 'tests/support/runner.ts',
    setupFiles: ['tests/support/setup-cleanup.ts', 'tests/support/setup-console.ts'],
    // Many tests wait: for an answer, for a process, for a moment to pass. Vitest would leave a processor free for itself.
    // CI, which runs several suites side by side, says how many files of each.
    maxWorkers: Number(process.env['FAIRSPLIT_FILES_AT_ONCE'] ?? availableParallelism() + 2),
    // What one project has translated, the others and the next run read from node_modules, by its content.
    experimental: { fsModuleCache: true },
    expect: { poll: { timeout: hangingMs / 2 } },
    // A Postgres server writes down all that the tests have left in it.
    teardownTimeout: hangingMs,
    // FAIRSPLIT_SHORT=1 asks for the short, seeded form of what has a long one.
    provide: { form: process.env['FAIRSPLIT_SHORT'] === '1' ? 'short' : 'full' },
    projects: Object.entries(projects).map(
      ([
        name,
        {
          include = [`tests/${name}/**/*.test.ts`],
          exclude = [],
          globalSetup = [],
          env = {},
          isolate = false,
          workers,
          limitMs = hangingMs,
        },
      ]) => ({
        extends: true as const,
        test: {
          name,
          include: [...include],
          exclude: [...exclude],
          globalSetup: [...globalSetup],
          env: { ...(asInOperation.includes(name) ? {} : patience), ...env },
          isolate,
          // Vitest wants another place in the order for another number of workers.
          ...(workers !== undefined && { maxWorkers: workers, sequence: { groupOrder: workers } }),
          testTimeout: limitMs,
          hookTimeout: limitMs,
        },
      }),
    ),
  },
});
