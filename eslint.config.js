import js from '@eslint/js';
import next from '@next/eslint-plugin-next';
import accessibility from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';
import { accessibilityRules, accessibilitySettings } from './lint/accessibility.js';
import { fairsplit } from './lint/plugin.js';
import {
  concatenatedSql,
  environment,
  hiddenInputs,
  impureGlobals,
  looseTypes,
  lostHooks,
  rawSql,
  webResponses,
} from './lint/restrictions.js';
import { typescriptRules } from './lint/typescript.js';

const typed = ['**/*.ts', '**/*.tsx'];
const pureRooms = [
  'model',
  'assignment',
  'statistics',
  'analysis',
  'decision',
  'charts',
  'exports',
  'simulator',
].map((room) => `lib/${room}/**/*.ts`);
/** Started by hand or before anything is installed: they talk to a terminal, and set up the environment of others. */
const commandLine = ['.ci/**', 'scripts/**', 'tools/**', 'bench/**', 'prisma/**'];
const mayReadEnvironment = [
  'lib/env.ts',
  'scripts/**/*.mjs',
  'examples/**/*.mjs',
  '*.config.{ts,js,mjs,cjs}',
];

/** A rule is worth stopping for, or it is off: nobody reads warnings. */
function asErrors(/** @type {Record<string, any>} */ rules) {
  return Object.fromEntries(
    Object.entries(rules).map(([name, setting]) => {
      const [level, ...options] = Array.isArray(setting) ? setting : [setting];
      return [name, [level === 'off' || level === 0 ? 'off' : 'error', ...options]];
    }),
  );
}

export default defineConfig(
  globalIgnores([
    'lib/database/generated/',
    '.next/',
    '.data/',
    '.cache/',
    'sdk/dist/',
    'examples/*/main.js',
    'dist/',
    'coverage/',
    'reports/',
    '.stryker-tmp/',
    'next-env.d.ts',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  js.configs.recommended,
  {
    plugins: { fairsplit },
    rules: {
      'fairsplit/function-length': 'error',
      'fairsplit/one-definition': 'error',
      'fairsplit/room-imports': 'error',
      'fairsplit/room-names': 'error',
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', ...rawSql, ...environment, ...looseTypes],
      'no-console': 'error',
      // ESLint reads no comment that switches a rule off; oxlint would.
      'no-warning-comments': ['error', { terms: ['oxlint-disable', 'eslint-disable'], location: 'anywhere' }],
      eqeqeq: 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-eval': 'error',
      'no-template-curly-in-string': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-var': 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'fetch',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'performance',
          'AbortSignal',
          'AbortController',
          'Buffer',
          'structuredClone',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: typed,
    // What needs types to be seen is oxlint's: .oxlintrc.json.
    extends: [typescript.configs.strict, typescript.configs.stylistic],
    rules: typescriptRules,
  },
  {
    files: ['**/*.tsx'],
    plugins: { 'jsx-a11y': accessibility, '@next/next': next },
    extends: [hooks.configs.flat['recommended-latest']],
    settings: accessibilitySettings,
    rules: {
      ...asErrors(hooks.configs.flat['recommended-latest'].rules),
      ...asErrors(next.configs['core-web-vitals'].rules),
      ...asErrors(accessibility.flatConfigs.strict.rules),
      ...accessibilityRules,
    },
  },
  {
    files: pureRooms,
    rules: {
      'no-restricted-syntax': ['error', ...rawSql, ...environment, ...looseTypes, ...hiddenInputs],
      'no-restricted-globals': ['error', ...impureGlobals],
    },
  },
  {
    files: [
      'lib/{evidence,ingestion,verbs,configuration,protocol,serving,api,console,auth,jobs}/**/*.ts',
      'app/**',
      'components/**',
    ],
    rules: {
      'no-restricted-syntax': ['error', ...rawSql, ...environment, ...looseTypes, ...concatenatedSql],
    },
  },
  {
    files: ['lib/verbs/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...webResponses] },
  },
  { files: mayReadEnvironment, rules: { 'no-restricted-syntax': ['error', ...rawSql, ...looseTypes] } },
  // What tests stand on watches the console, or answers to the process that started it.
  { files: [...commandLine, 'tests/support/**', 'examples/**/*.mjs'], rules: { 'no-console': 'off' } },
  {
    files: ['tests/**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...rawSql, ...environment, ...looseTypes, ...lostHooks] },
  },
  // What tests stand on is called from anywhere, from inside a test too.
  {
    files: ['tests/support/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: 'vitest',
          importNames: ['afterAll'],
          message: 'Use afterFile of tests/support/after-file.ts.',
        },
      ],
    },
  },
  // The hook that runs what afterFile was given.
  { files: ['tests/support/setup-cleanup.ts'], rules: { 'no-restricted-imports': 'off' } },
  // Published constants are written with all the digits of their source, so that they can be compared with it.
  {
    files: ['lib/statistics/**', 'tests/unit/statistics/**', 'tests/property/**'],
    rules: { 'no-loss-of-precision': 'off' },
  },
  // Samples of code in quotes.
  { files: ['tests/rules/*.ts'], rules: { 'no-template-curly-in-string': 'off' } },
);
