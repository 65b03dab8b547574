import { spawnSync } from 'node:child_process';

/**
 * `npm run mutation` mutates both pure rooms, which takes a while; `npm run mutation -- --short` one small file of each in
 * full, for every change, with the same threshold. Other arguments go to Stryker (`--mutate FILE`).
 */
const SHORT_FILES = ['lib/decision/corrections.ts', 'lib/statistics/sequential/group-sequential-interval.ts'];

const given = process.argv.slice(2);
const short = given.includes('--short');
const passedOn = given.filter((argument) => argument !== '--short');
// A short run must not take its answers from an earlier one, or it could not fail.
const forShort = short ? ['--mutate', SHORT_FILES.join(','), '--force'] : [];

// npm runs scripts in the project's root; the package does not export its program by name.
const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
const run = spawnSync(process.execPath, [stryker, 'run', ...forShort, ...passedOn], { stdio: 'inherit' });
process.exitCode = run.status ?? 1;
