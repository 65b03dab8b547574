/**
 * Which room may import which, and which packages: the table of ARCHITECTURE.md as data. The rule `room-imports` reads
 * it; a path that belongs to no row is an error, so a new room begins with a new row, here and there.
 */

/** Files that every room doing IO may import. */
const foundation = ['lib/env.ts', 'lib/errors.ts', 'lib/ids.ts', 'lib/log.ts'];

/** What draws pages. Only the console knows it. */
const page = ['next', 'react', 'react-dom', 'recharts', '@mantine/*', '@tabler/*'];

const database = ['lib/database', 'lib/database/generated'];
const pure = [
  'lib/assignment',
  'lib/statistics',
  'lib/analysis',
  'lib/decision',
  'lib/charts',
  'lib/exports',
];
const everyVerb = [...pure, ...database, 'lib/warehouse', 'lib/services', 'lib/auth'];
const everyRoomOfLib = [
  ...everyVerb,
  'lib/serving',
  'lib/http',
  'lib/jobs',
  'lib/replay',
  'lib/import',
  'lib/tables',
  'lib/simulator',
  'lib/rehearsal',
  ...foundation,
];

/** @type {typeof import('./rooms.js').rooms} */
export const rooms = [
  // Pure: every export is a function of its arguments. No package, not even Node's own, unless it is listed.
  { path: 'lib/assignment', mayImport: [], packages: [] },
  { path: 'lib/statistics', mayImport: [], packages: ['jstat'] },
  { path: 'lib/analysis', mayImport: ['lib/statistics', 'lib/assignment'], packages: ['zod'] },
  { path: 'lib/decision', mayImport: ['lib/statistics', 'lib/assignment', 'lib/analysis'], packages: [] },
  {
    path: 'lib/charts',
    mayImport: ['lib/statistics', 'lib/assignment', 'lib/analysis', 'lib/decision'],
    packages: [],
  },
  {
    path: 'lib/exports',
    mayImport: ['lib/statistics', 'lib/assignment', 'lib/analysis'],
    packages: ['hyparquet-writer'],
  },
  {
    path: 'lib/simulator',
    mayImport: ['lib/statistics', 'lib/assignment', 'lib/analysis', 'lib/decision'],
    packages: ['zod'],
  },

  // Shared by every room that does IO; they know of one another and of nothing else.
  ...foundation.map((path) => ({ path, mayImport: foundation, never: page })),

  { path: 'lib/database', mayImport: ['lib/database/generated', ...foundation], never: page },
  { path: 'lib/database/generated', mayImport: [] },
  {
    path: 'lib/warehouse',
    mayImport: [...database, 'lib/analysis', 'lib/statistics', 'lib/assignment', ...foundation],
    never: page,
  },
  {
    path: 'lib/services',
    mayImport: [...pure, ...database, 'lib/warehouse', 'lib/auth', ...foundation],
    never: page,
  },
  {
    path: 'lib/serving',
    mayImport: [
      'lib/assignment',
      'lib/services/context.ts',
      'lib/services/ingestion',
      'lib/services/configuration',
      'lib/database',
      'lib/auth',
      // How errors are told, bodies read and routes described, the same at every edge; they know of no framework.
      'lib/http/problem.ts',
      'lib/http/parse-json.ts',
      'lib/http/request-body.ts',
      'lib/http/within-time.ts',
      'lib/http/route-description.ts',
      ...foundation,
    ],
    never: page,
  },

  // The edges.
  {
    path: 'lib/http',
    mayImport: [...everyVerb, 'lib/serving', ...foundation],
    never: page.filter((name) => name !== 'next'),
  },
  {
    path: 'lib/auth',
    mayImport: [...everyVerb, ...foundation],
    never: page.filter((name) => name !== 'next'),
  },
  { path: 'lib/jobs', mayImport: [...everyVerb, ...foundation], never: page },
  // Text files of rows.
  { path: 'lib/tables', mayImport: ['lib/assignment', ...foundation], never: page },
  // Speaks to a server as any application does, over HTTP.
  {
    path: 'lib/replay',
    mayImport: ['lib/tables', 'lib/assignment', 'lib/analysis', 'lib/statistics', ...foundation],
    never: page,
  },
  // The same with a file's lines; it sends by the same client, and reads JSON as the server does.
  {
    path: 'lib/import',
    mayImport: ['lib/tables', 'lib/replay/api-client.ts', 'lib/http/parse-json.ts', ...foundation],
    never: page,
  },
  // A scenario of the simulator walked through a server, by the same client again.
  {
    path: 'lib/rehearsal',
    mayImport: [
      'lib/simulator',
      'lib/statistics',
      'lib/assignment',
      'lib/analysis',
      'lib/replay/api-client.ts',
      'lib/replay/ensure-metric.ts',
      'lib/replay/send-items.ts',
      ...foundation,
    ],
    never: page,
  },
  {
    path: 'components',
    mayImport: ['lib/services', 'lib/http', 'lib/auth', 'lib/charts', 'lib/errors.ts'],
    never: ['node:*'],
  },
  {
    path: 'app',
    mayImport: [
      'components',
      'lib/services',
      'lib/http',
      'lib/auth',
      'lib/charts',
      'lib/assignment/key-from-name.ts',
      ...foundation,
    ],
  },

  // What Next loads before a request reaches a page.
  { path: 'instrumentation.ts', mayImport: ['lib/http', ...foundation] },

  // The client package: zero dependencies; the providers implement OpenFeature's interfaces, and one storage is a file.
  { path: 'sdk', mayImport: ['lib/assignment'], packages: ['@openfeature/*'] },
  { path: 'sdk/src/file-storage.ts', mayImport: ['sdk'], packages: ['node:*'] },
  { path: 'sdk/src/react.ts', mayImport: ['sdk'], packages: ['react'] },
  // Applications as others write them: packages alone, ours among them.
  {
    path: 'examples',
    mayImport: [],
    packages: ['@fairsplit/sdk', '@openfeature/*', '@opentelemetry/*', 'react*'],
  },

  // Processes, and what is run by hand. The pages are Next's to load, so nothing here imports them.
  { path: 'server.ts', mayImport: everyRoomOfLib },
  // Next's hook before each page: response headers only.
  { path: 'proxy.ts', mayImport: foundation },
  { path: 'edge.ts', mayImport: everyRoomOfLib, never: page },
  { path: 'worker.ts', mayImport: everyRoomOfLib, never: page },
  { path: 'prisma', mayImport: [...everyRoomOfLib, 'scripts'], never: page },
  {
    path: 'scripts',
    mayImport: [...everyRoomOfLib, 'sdk', 'prisma', 'server.ts', 'edge.ts', 'worker.ts'],
    never: page,
  },
  { path: 'bench', mayImport: [...everyRoomOfLib, 'sdk', 'scripts', 'tests/support'], never: page },
  {
    path: 'tests',
    mayImport: [
      ...everyRoomOfLib,
      'app',
      'components',
      'sdk',
      'sdk/src/file-storage.ts',
      'sdk/src/react.ts',
      'scripts',
      'bench',
      'lint',
      'prisma',
      'server.ts',
      'edge.ts',
      'worker.ts',
      'eslint.config.js',
    ],
  },

  // The tools' own settings.
  { path: 'lint', mayImport: [] },
  { path: '.ci', mayImport: [] },
  { path: 'eslint.config.js', mayImport: ['lint'] },
  { path: 'next.config.js', mayImport: foundation },
  { path: 'prisma.config.ts', mayImport: foundation },
  { path: 'vitest.config.ts', mayImport: ['tests/support'] },
  { path: 'vitest.mutation.config.ts', mayImport: [] },
  { path: 'stryker.config.mjs', mayImport: [] },
  { path: 'postcss.config.mjs', mayImport: [] },
  { path: 'postcss.config.cjs', mayImport: [] },
  // Written by Next.
  { path: 'next-env.d.ts', mayImport: [] },
  { path: '.next', mayImport: ['app'] },
];

/** Packages that one place holds for everybody: tests may import them too. */
export const packageHolders = {
  // Right only within measured bounds, which the distributions guard.
  jstat: ['lib/statistics/distributions'],
  // An internal API of Prisma: it may change with any version, so one file knows it.
  '@prisma/schema-engine-wasm': ['lib/database/schema-engine.ts'],
  '@prisma/*': ['lib/database'],
  prisma: ['lib/database', 'prisma.config.ts'],
  pg: ['lib/database', 'bench', '.ci'],
  'better-auth': ['lib/auth'],
  pino: ['lib/log.ts'],
  'prom-client': ['lib/serving/metrics'],
  'hyparquet-writer': ['lib/exports'],
};
