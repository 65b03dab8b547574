import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keptSecret, parseEnvironment, secret } from '../../lib/env';
import { temporaryDirectory } from '../support/after-file';

const parent = temporaryDirectory('env');

test('nothing needs to be set', () => {
  expect(parseEnvironment({})).toEqual({
    databaseUrl: undefined,
    port: 3000,
    host: '127.0.0.1',
    givenSecret: undefined,
    dataDirectory: path.resolve('.data'),
    publicUrl: undefined,
    jobs: 'on',
    analysisIntervalMs: 3_600_000,
    rateLimitPerKeyPerSecond: 100_000,
    rateLimitPerAddressPerSecond: 5_000,
    controlRateLimitPerKeyPerSecond: 50,
    trustedProxies: 0,
    patience: 1,
    metrics: 'key',
    maxStreams: 5_000,
    maxEvaluationBytes: 65_536,
    drainMs: 0,
    certificateDirectory: undefined,
    snapshotDirectory: undefined,
    mode: 'development',
    logLevel: 'info',
  });
});

test('an empty variable counts as not set', () => {
  expect(parseEnvironment({ DATABASE_URL: '', PORT: '', FAIRSPLIT_SECRET: '' })).toEqual(
    parseEnvironment({}),
  );
});

test.each([
  ['DATABASE_URL', 'mysql://localhost/x', 'must be a postgresql:// address'],
  ['PORT', 'http', 'must be a port number'],
  ['PORT', '70000', 'must be a port number'],
  ['FAIRSPLIT_SECRET', 'short', 'must have at least 32 characters'],
  ['FAIRSPLIT_PUBLIC_URL', 'fairsplit.example', 'must be an http:// or https:// address'],
  ['FAIRSPLIT_JOBS', 'yes', "must be 'on' or 'off'"],
  ['FAIRSPLIT_RATE_LIMIT_PER_KEY', 'many', 'must be a number of requests a second'],
  ['FAIRSPLIT_PATIENCE', '0.5', 'must be a number from 1 to 1000'],
  ['FAIRSPLIT_METRICS', 'all', "must be 'local', 'key', 'open' or 'off'"],
  ['NODE_ENV', 'staging', "must be 'development', 'production' or 'test'"],
  ['LOG_LEVEL', 'loud', "must be 'trace'"],
])('%s=%s is refused by name', (name, value, reason) => {
  expect(() => parseEnvironment({ [name]: value })).toThrow(`${name}: ${reason}`);
});

test('every variable that is wrong is named at once, and no secret is repeated', () => {
  const parse = () => parseEnvironment({ PORT: 'http', FAIRSPLIT_SECRET: 'hunter2', FAIRSPLIT_JOBS: 'yes' });
  expect(parse).toThrow(/PORT[^]*FAIRSPLIT_SECRET[^]*FAIRSPLIT_JOBS/);
  expect(parse).not.toThrow(/hunter2/);
});

test('production has no secret of its own making', () => {
  expect(() => secret(parseEnvironment({ NODE_ENV: 'production' }))).toThrow(
    'FAIRSPLIT_SECRET: required in production',
  );
  const given = 'x'.repeat(32);
  expect(secret(parseEnvironment({ NODE_ENV: 'production', FAIRSPLIT_SECRET: given }))).toBe(given);
});

test('elsewhere a secret is made once, kept private, and kept', () => {
  const environment = parseEnvironment({ FAIRSPLIT_DATA_DIRECTORY: path.join(parent, 'made') });
  const made = secret(environment);
  expect(made).toMatch(/^[0-9a-f]{64}$/);
  expect(secret(environment)).toBe(made);
  expect(statSync(path.join(parent, 'made', 'secret')).mode & 0o777).toBe(0o600);
});

test('a kept secret that was cut short is refused', () => {
  writeFileSync(path.join(parent, 'secret'), 'abc');
  expect(() => keptSecret(parent)).toThrow('does not hold a secret');
});
