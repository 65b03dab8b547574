import { runInstalled } from './run-installed.mjs';

/** `npm run demo`: from a fresh clone to a running Fairsplit. */
await runInstalled('scripts/demo.ts');
