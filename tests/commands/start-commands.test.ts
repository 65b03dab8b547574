import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { childEnvironment } from '../../lib/env';
import { temporaryDirectory } from '../support/after-file';
import { cloneDatabaseUrl } from '../support/database';
import { runNpmScript } from '../support/npm-script';

const databaseUrl = await cloneDatabaseUrl();
const secret = 'a secret that only this test uses, long enough';

function place(): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    FAIRSPLIT_SECRET: secret,
    FAIRSPLIT_DATA_DIRECTORY: temporaryDirectory('start'),
    PORT: '0',
  };
}

test('npm run start:edge answers, and leaves its port when npm is told to end', async () => {
  const edge = runNpmScript('start:edge', place());
  const said = await edge.said(/is ready at http:\/\/\S+/);
  const url = /ready at (?<url>\S+)/.exec(said)?.groups?.['url'] ?? '';
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  await edge.terminate();
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
});

test('npm run start:worker takes jobs, and ends when npm is told to end', async () => {
  const worker = runNpmScript('start:worker', place());
  await worker.said(/takes its jobs here/);
  await worker.terminate();
});

test('an edge without DATABASE_URL ends with a sentence that names the variable', async () => {
  const edge = runNpmScript('start:edge', { ...place(), DATABASE_URL: '' });
  await expect(edge.said(/is ready/)).rejects.toThrow(/DATABASE_URL: required/);
});

test.each(['server.ts', 'worker.ts'])(
  '%s does not begin in production without its secret, and says what to set',
  async (program) => {
    const begin = promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      env: childEnvironment({
        NODE_ENV: 'production',
        FAIRSPLIT_SECRET: '',
        DATABASE_URL: 'postgresql://127.0.0.1:1/none',
        FAIRSPLIT_DATA_DIRECTORY: temporaryDirectory('env'),
      }),
    });
    const refusal = await begin.then(
      () => null,
      (error: unknown) =>
        z.looseObject({ code: z.int(), stdout: z.string(), stderr: z.string() }).parse(error),
    );
    expect(refusal).toMatchObject({ code: 1, stdout: '' });
    expect(refusal?.stderr).toMatch(
      /^FAIRSPLIT_SECRET: required in production[^\n]*openssl rand -hex 32\)\n$/,
    );
  },
);
