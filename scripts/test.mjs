import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endWith, installPackages, root } from './install.mjs';
import { filesLeftIn, processesLeftIn } from './left-behind.mjs';
import { memoryDirectories } from './memory-directory.mjs';

/** `npm test [-- VITEST ARGUMENTS]`: everything that needs no outside service, from a fresh clone. */
const projects = [
  'unit',
  'property',
  'database',
  'database-alone',
  'services',
  'http',
  'http-alone',
  'journey',
  'sdk',
];
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
  // Temporary files of the whole run, so that what is left of them is found. Postgres, which is never root, must get in.
  const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-run-'));
  chmodSync(directory, 0o755);
  const report = path.join(directory, 'report.json');
  const chosen = given.some((argument) => argument.startsWith('--project'));
  try {
    const code = await vitest(directory, [
      'run',
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...(chosen ? [] : projects.map((project) => `--project=${project}`)),
      ...given,
    ]);
    return summarise(report, code, await leftBehind(directory));
  } finally {
    for (const left of [directory, ...memoryDirectories(directory)])
      rmSync(left, { recursive: true, force: true });
  }
}

function vitest(directory, args) {
  const program = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { FAIRSPLIT_SHORT: '1', ...process.env, TMPDIR: directory },
  });
  // Ctrl-C reaches vitest by itself; we wait for it to clean up and to report.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Says what the tests left behind, and ends it. Each is a failure: the next run, or the machine, would pay for it. */
async function leftBehind(directory) {
  const processes = await processesLeftIn(directory);
  for (const { pid } of processes) process.kill(pid, 'SIGKILL');
  const left = [
    ...processes.map(({ pid, command }) => `the process ${pid}: ${command}`),
    ...filesLeftIn(directory).map((name) => `a temporary file or folder: ${name}`),
  ];
  for (const what of left) console.log(`The tests left behind ${what}`);
  return left.length;
}

/** The last line says what happened, in numbers taken from the report rather than from the exit code alone. */
function summarise(report, vitestCode, leftCount) {
  if (!existsSync(report)) {
    console.log(`0 passed, ${1 + leftCount} failed`);
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
  failed += leftCount;
  for (const what of failures(testResults)) console.log(`FAILED ${what}`);
  const skipped = numPendingTests + numTodoTests;
  if (numPassedTests === 0 && failed === 0) console.log('No test ran.');
  console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || numPassedTests === 0 ? 1 : 0;
}

/** One line for each failure: the file, the test and the first line of what it said, so that they stand together at the end. */
function failures(testResults) {
  return testResults
    .filter((file) => file.status === 'failed')
    .flatMap((file) => {
      const name = path.relative(root, file.name);
      const failed = file.assertionResults.filter((test) => test.status === 'failed');
      if (failed.length === 0) return [`${name}: ${firstLine(file.message)}`];
      return failed.map((test) => `${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
    });
}

function firstLine(message) {
  return (message ?? '').split('\n')[0].slice(0, 300);
}
