import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cloneDatabaseUrl } from '../support/database';
import { runNpmScript } from '../support/npm-script';

const databaseUrl = await cloneDatabaseUrl();
const secret = 'a secret that only this test uses, long enough';

function place(): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    FAIRSPLIT_SECRET: secret,
    FAIRSPLIT_DATA_DIRECTORY: mkdtempSync(path.join(tmpdir(), 'fairsplit-start-')),
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
