import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/after-file';
import { cloneDatabaseUrl } from '../support/database';
import { runNpmScript } from '../support/npm-script';

test('npm run start serves console and API, and leaves its port when npm is told to end', async () => {
  const server = runNpmScript('start', {
    DATABASE_URL: await cloneDatabaseUrl(),
    FAIRSPLIT_SECRET: 'a secret that only this test uses, long enough',
    FAIRSPLIT_DATA_DIRECTORY: temporaryDirectory('start'),
    PORT: '0',
  });
  const said = await server.said(/is ready at http:\/\/\S+/);
  const url = /ready at (?<url>\S+)/.exec(said)?.groups?.['url'] ?? '';
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(`${url}/api/v1/openapi.json`)).status).toBe(200);
  await server.terminate();
  await expect(fetch(url)).rejects.toThrow();
});
