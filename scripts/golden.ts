import { readFileSync } from 'node:fs';
import { parseCaseFile } from './golden/case-file';
import { runReadCase, type CaseResult } from './golden/run';

/**
 * Runs golden files, FILE.json ..., through the public functions of lib/statistics: a table of methods with their worst
 * relative error, every failure, `N passed, M failed`. Exit code 1 on any failure, an unreadable file, or no file at all.
 */
function main(paths: readonly string[]): number {
  if (paths.length === 0) {
    console.error('usage: npm run golden -- FILE.json ...');
    return 1;
  }
  const results: CaseResult[] = [];
  let unreadable = 0;
  for (const path of paths) {
    try {
      results.push(...runFile(path));
    } catch (thrown) {
      unreadable += 1;
      console.error(`${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  printTable(results);
  const failed = results.filter((result) => !result.passed).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 && unreadable === 0 ? 0 : 1;
}

function runFile(path: string): readonly CaseResult[] {
  return parseCaseFile(readFileSync(path, 'utf8')).map((read, i) => {
    const result = runReadCase(read);
    if (!result.passed) console.log(`FAILED ${path} cases[${i}] ${result.method}: ${result.trouble ?? ''}`);
    return result;
  });
}

function printTable(results: readonly CaseResult[]): void {
  const methods = [...new Set(results.map((result) => result.method))];
  const width = Math.max(6, ...methods.map((method) => method.length));
  console.log(`${'method'.padEnd(width)}  cases  worst relative error`);
  for (const method of methods) {
    const own = results.filter((result) => result.method === method);
    const worst = own.reduce((largest, result) => Math.max(largest, result.error), 0);
    console.log(`${method.padEnd(width)}  ${String(own.length).padStart(5)}  ${worst.toExponential(2)}`);
  }
}

process.exitCode = main(process.argv.slice(2));
