import { runInstalled } from './run-installed.mjs';

/** `npm run replay`: a recorded experiment, from a fresh clone too. */
await runInstalled('scripts/replay.ts');
