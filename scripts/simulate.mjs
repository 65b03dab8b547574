import { runInstalled } from './run-installed.mjs';

/** `npm run simulate`: a rehearsal of an experiment, or a calibration of metrics, from a fresh clone too. */
await runInstalled('scripts/simulate.ts');
