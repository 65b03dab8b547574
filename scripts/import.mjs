import { runInstalled } from './run-installed.mjs';

/** `npm run import`: history from a file, from a fresh clone too. */
await runInstalled('scripts/import.ts');
