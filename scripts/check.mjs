import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { prepareChecks } from './check-preparation.mjs';

/** `npm run check`: all that needs no database. Every one is run, so that one look shows everything. */
const checks = ['typecheck', 'lint', 'format', 'knip', 'circles', 'documents'];

function run(/** @type {string} */ name) {
  const start = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', name], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const passed = status === 0;
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
  return { name, passed, seconds };
}

prepareChecks();
const outcomes = checks.map(run);
const failed = outcomes.filter(({ passed }) => !passed);
console.log('');
for (const { name, passed, seconds } of outcomes) {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(10)} ${seconds.padStart(6)} s`);
}
process.exitCode = failed.length === 0 ? 0 : 1;
