import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endWith, installPackages, root } from './install.mjs';

/** `npm test [-- VITEST ARGUMENTS]`: everything that needs no outside service, from a fresh clone. */
const projects = ['unit', 'database', 'http', 'browser', 'sdk'];
const given = process.argv.slice(2);

try {
  await installPackages();
  const { generateClient } = await import('./generate.mjs');
  generateClient();
  process.exitCode = await runTests();
} catch (error) {
  endWith(error);
}

async function runTests() {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-report-'));
  const report = path.join(directory, 'report.json');
  const chosen = given.some((argument) => argument.startsWith('--project'));
  try {
    const code = await vitest([
      'run',
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...(chosen ? [] : projects.filter(hasTests).map((project) => `--project=${project}`)),
      ...given,
    ]);
    return summarise(report, code);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Vitest refuses a project that its configuration does not name. */
function hasTests(project) {
  return project === 'unit' || existsSync(path.join(root, 'tests', project));
}

function vitest(args) {
  const program = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
  // Ctrl-C reaches vitest by itself; we wait for it to clean up and to report.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** The last line says what happened, in numbers taken from the report rather than from the exit code alone. */
function summarise(report, vitestCode) {
  if (!existsSync(report)) {
    console.log('0 passed, 1 failed');
    return vitestCode || 1;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that cannot be loaded has no tests to fail; it counts as one. So does an error outside every test.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  let failed = numFailedTests + brokenFiles.length;
  if (failed === 0 && vitestCode !== 0) failed = 1;
  const skipped = numPendingTests + numTodoTests;
  if (numPassedTests === 0 && failed === 0) console.log('No test ran.');
  console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || numPassedTests === 0 ? 1 : 0;
}
