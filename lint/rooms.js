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
  'lib/sentences',
  'lib/model',
  'lib/assignment',
  'lib/statistics',
  'lib/analysis',
  'lib/decision',
  'lib/charts',
  'lib/exports',
];
// The port; its Postgres adapter is private to the room, which one function opens.
const evidence = ['lib/evidence', 'lib/evidence/create-evidence.ts', 'lib/evidence/read-unit-rows.ts'];
const everyVerb = [
  ...pure,
  'lib/doors',
  ...database,
  ...evidence,
  'lib/ingestion',
  'lib/configuration',
  'lib/verbs',
  'lib/auth',
  'lib/oidc',
];
const everyRoomOfLib = [
  ...everyVerb,
  'lib/protocol',
  'lib/serving',
  'lib/api',
  'lib/console',
  'lib/jobs',
  'lib/client',
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
  // What people read, by code; every room may make sentences.
  { path: 'lib/sentences', mayImport: [], packages: [] },
  { path: 'lib/statistics', mayImport: ['lib/sentences'], packages: ['jstat'] },
  // Objects by their schemas.
  { path: 'lib/model', mayImport: ['lib/sentences', 'lib/assignment', 'lib/statistics'], packages: ['zod'] },
  {
    path: 'lib/analysis',
    mayImport: ['lib/sentences', 'lib/model', 'lib/statistics', 'lib/assignment'],
    packages: ['zod'],
  },
  {
    path: 'lib/decision',
    mayImport: ['lib/model', 'lib/statistics', 'lib/assignment', 'lib/analysis'],
    packages: [],
  },
  {
    path: 'lib/charts',
    mayImport: [
      'lib/sentences',
      'lib/model',
      'lib/statistics',
      'lib/assignment',
      'lib/analysis',
      'lib/decision',
    ],
    packages: [],
  },
  {
    path: 'lib/exports',
    mayImport: [
      'lib/sentences',
      'lib/model',
      'lib/statistics',
      'lib/assignment',
      'lib/analysis',
      'lib/charts',
    ],
    packages: ['hyparquet-writer'],
  },
  {
    path: 'lib/simulator',
    mayImport: ['lib/model', 'lib/statistics', 'lib/assignment', 'lib/analysis', 'lib/decision'],
    packages: ['zod'],
  },

  // Where the operations of the API stand, and the parts of their input in a request: for who answers and who asks.
  { path: 'lib/doors', mayImport: [], packages: [] },

  // Shared by every room that does IO.
  { path: 'lib/env.ts', mayImport: [], never: page },
  { path: 'lib/errors.ts', mayImport: [], never: page },
  { path: 'lib/ids.ts', mayImport: [], never: page },
  { path: 'lib/log.ts', mayImport: ['lib/env.ts'], never: page },

  { path: 'lib/database', mayImport: ['lib/database/generated', ...foundation], never: page },
  { path: 'lib/database/generated', mayImport: [] },
  {
    path: 'lib/evidence',
    mayImport: [
      'lib/sentences',
      'lib/model',
      'lib/analysis',
      'lib/statistics',
      'lib/assignment',
      'lib/database/foreign-connection.ts',
      ...foundation,
    ],
    never: page,
  },
  {
    path: 'lib/evidence/postgres',
    mayImport: [
      'lib/evidence',
      ...database,
      'lib/sentences',
      'lib/model',
      'lib/analysis',
      'lib/statistics',
      'lib/assignment',
      ...foundation,
    ],
    never: page,
  },
  {
    path: 'lib/evidence/create-evidence.ts',
    mayImport: ['lib/evidence', 'lib/evidence/postgres', 'lib/database', ...foundation],
    never: page,
  },
  {
    path: 'lib/evidence/read-unit-rows.ts',
    mayImport: ['lib/evidence', 'lib/evidence/postgres', 'lib/database', ...foundation],
    never: page,
  },
  // Who calls and what they may do; it knows of nothing that can be done.
  { path: 'lib/auth', mayImport: ['lib/model', ...database, ...foundation], never: page },
  // An OpenID Connect provider as we ask it; it knows neither verbs nor the database.
  { path: 'lib/oidc', mayImport: [], packages: ['jose', 'zod', 'node:crypto'] },
  // Items of any protocol: checked, given a verdict, handed to the evidence.
  {
    path: 'lib/ingestion',
    mayImport: ['lib/model', 'lib/assignment', 'lib/evidence', 'lib/auth', ...foundation],
    never: page,
  },
  // What the database says is served, for whoever serves or explains it.
  {
    path: 'lib/configuration',
    mayImport: ['lib/model', 'lib/assignment', 'lib/analysis', ...database, 'lib/auth', ...foundation],
    never: page,
  },
  {
    path: 'lib/verbs',
    mayImport: [
      ...pure,
      'lib/doors',
      ...database,
      ...evidence,
      'lib/ingestion',
      'lib/configuration',
      'lib/auth',
      'lib/oidc',
      ...foundation,
    ],
    never: page,
  },
  // What both planes of the API share; it knows neither verbs nor frameworks.
  { path: 'lib/protocol', mayImport: ['lib/model', ...foundation], never: page },
  {
    path: 'lib/serving',
    mayImport: [
      'lib/model',
      'lib/assignment',
      ...evidence,
      'lib/ingestion',
      'lib/configuration',
      'lib/database',
      'lib/auth',
      'lib/protocol',
      ...foundation,
    ],
    never: page,
  },

  // The edges.
  // The control plane and its description, which tells of the data plane's routes too.
  { path: 'lib/api', mayImport: [...everyVerb, 'lib/protocol', 'lib/serving', ...foundation], never: page },
  // What stands between the socket and Next: limits, sign-in, and what Next would fail at.
  {
    path: 'lib/console',
    mayImport: [
      'lib/auth',
      'lib/oidc',
      'lib/verbs/audit',
      'lib/verbs/identity-provider',
      'lib/verbs/members',
      'lib/verbs/profile',
      ...database,
      'lib/protocol',
      'lib/serving/deadline.ts',
      ...foundation,
    ],
    never: page.filter((name) => name !== 'next'),
  },
  { path: 'lib/jobs', mayImport: [...everyVerb, ...foundation], never: page },
  // Text files of rows.
  { path: 'lib/tables', mayImport: ['lib/assignment', ...foundation], never: page },
  // The API as any application speaks to it, over HTTP. What verbs take and answer it knows as types alone.
  {
    path: 'lib/client',
    mayImport: ['lib/doors', 'lib/model', ...foundation],
    mayImportTypes: ['lib/verbs'],
    never: page,
  },
  // Recorded experiments, sent by that client.
  {
    path: 'lib/replay',
    mayImport: [
      'lib/tables',
      'lib/client',
      'lib/model',
      'lib/assignment',
      'lib/analysis',
      'lib/statistics',
      ...foundation,
    ],
    never: page,
  },
  // The same with a file's lines; it sends by the same client, and reads JSON as the server does.
  {
    path: 'lib/import',
    mayImport: ['lib/model', 'lib/tables', 'lib/client', 'lib/protocol/parse-json.ts', ...foundation],
    never: page,
  },
  // A scenario of the simulator walked through a server, by the same client again.
  {
    path: 'lib/rehearsal',
    mayImport: [
      'lib/simulator',
      'lib/model',
      'lib/statistics',
      'lib/assignment',
      'lib/analysis',
      'lib/client',
      ...foundation,
    ],
    never: page,
  },
  {
    path: 'components',
    mayImport: ['lib/model', 'lib/verbs', 'lib/auth', 'lib/charts', 'lib/errors.ts'],
    never: ['node:*'],
  },
  {
    path: 'app',
    mayImport: [
      'lib/model',
      'lib/sentences',
      'components',
      'lib/verbs',
      'lib/protocol',
      'lib/serving',
      'lib/api',
      'lib/console',
      'lib/auth',
      'lib/charts',
      'lib/assignment/key-from-name.ts',
      'lib/assignment/operator-words.ts',
      ...foundation,
    ],
  },

  // What Next loads before a request reaches a page.
  { path: 'instrumentation.ts', mayImport: foundation },

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
  { path: 'prisma', mayImport: everyRoomOfLib, never: page },
  {
    path: 'scripts',
    mayImport: [...everyRoomOfLib, 'sdk', 'prisma', 'server.ts', 'edge.ts', 'worker.ts'],
    never: page,
  },
  // The command line.
  { path: 'tools/cli', mayImport: everyRoomOfLib, never: page },
  // What is measured, and tested, is the adapter too.
  {
    path: 'bench',
    mayImport: [...everyRoomOfLib, 'lib/evidence/postgres', 'sdk', 'scripts', 'tools/cli', 'tests/support'],
    never: page,
  },
  {
    path: 'tests',
    mayImport: [
      ...everyRoomOfLib,
      'lib/evidence/postgres',
      'app',
      'components',
      'sdk',
      'sdk/src/file-storage.ts',
      'sdk/src/react.ts',
      'scripts',
      'tools/cli',
      'lint',
      'prisma',
      'server.ts',
      'edge.ts',
      'worker.ts',
      'eslint.config.js',
    ],
  },

  // The tools' own settings.
  { path: '.dependency-cruiser.mjs', mayImport: [] },
  { path: 'lint', mayImport: [] },
  { path: '.ci', mayImport: [] },
  { path: 'eslint.config.js', mayImport: ['lint'] },
  { path: 'next.config.js', mayImport: foundation },
  { path: 'prisma.config.ts', mayImport: foundation },
  { path: 'vitest.config.ts', mayImport: ['tests/support'] },
  { path: 'vitest.mutation.config.ts', mayImport: [] },
  // Written by Next.
  { path: 'next-env.d.ts', mayImport: [] },
  { path: '.next', mayImport: ['app'] },
];

/** Packages that one place holds for everybody: tests may import them too. */
export const packageHolders = {
  // Right only within measured bounds, which the distributions guard.
  jstat: ['lib/statistics/distributions', 'scripts/jstat'],
  // An internal API of Prisma: it may change with any version, so one file knows it.
  '@prisma/schema-engine-wasm': ['lib/database/schema-engine.ts'],
  '@prisma/*': ['lib/database'],
  prisma: ['lib/database', 'prisma.config.ts'],
  pg: ['lib/database', 'bench', '.ci'],
  'better-auth': ['lib/console', 'lib/auth/password.ts'],
  pino: ['lib/log.ts'],
  'find-my-way': ['lib/protocol/router.ts'],
  'prom-client': ['lib/serving/metrics'],
  'hyparquet-writer': ['lib/exports'],
};
