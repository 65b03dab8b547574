import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { postgresAccount } from '../../lib/database/embedded/account';
import { parseForeignAddress, withForeignConnection } from '../../lib/database/foreign-connection';
import { parseEnvironment } from '../../lib/env';
import { afterFile, temporaryDirectory } from '../support/after-file';
import { createCluster } from '../support/cluster';

// A Postgres with TLS, whose certificate is for another host and signed by an authority that only its file knows.

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

function makeCertificates(): string {
  const directory = temporaryDirectory('tls');
  chmodSync(directory, 0o755);
  const file = (name: string) => path.join(directory, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
    '-subj',
    '/CN=Own authority',
  );
  openssl('req', ...key, '-keyout', file('server.key'), '-out', file('server.csr'), '-subj', '/CN=db.test');
  const signing = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '1'];
  openssl('x509', '-req', '-in', file('server.csr'), '-out', file('server.pem'), ...signing);
  // As root, Postgres runs under another account, which has to read its own key.
  const account = postgresAccount(directory);
  if (account !== undefined) chownSync(file('server.key'), account.uid, account.gid);
  return directory;
}

describe.skipIf(!hasOpenssl)('one meaning of sslmode', async () => {
  if (!hasOpenssl) return;
  const certificates = makeCertificates();
  vi.stubEnv('FAIRSPLIT_CERTIFICATE_DIRECTORY', certificates);
  const settings = ['cert_file', 'key_file'].map(
    (name) =>
      `ssl_${name} = '${path.join(certificates, name === 'cert_file' ? 'server.pem' : 'server.key')}'`,
  );
  const cluster = await createCluster('embedded', ['ssl = on', ...settings]);
  afterFile(cluster.remove);

  const own = async (parameters: string) => {
    const { databaseUrl = '' } = parseEnvironment({ DATABASE_URL: `${cluster.url}?${parameters}` });
    return withConnection(databaseUrl, (client) => client.query('select 1'));
  };
  const source = async (parameters: string) => {
    const address = parseForeignAddress(`${cluster.url}?${parameters}`);
    if (typeof address === 'string') throw new Error(address);
    const limits = { connectTimeoutMs: 10_000, deadlineMs: 20_000 };
    return withForeignConnection(address, limits, (client) => client.query('select 1'));
  };
  const file = path.join(certificates, 'ca.pem');

  test.each([
    ['sslmode=require', 'connects'],
    ['sslmode=verify-full', 'unable to verify'],
    ['sslmode=require&sslrootcert=CA', 'connects'],
    ['sslmode=verify-ca&sslrootcert=CA', 'connects'],
    ['sslmode=verify-full&sslrootcert=CA', 'does not match'],
    ['sslmode=verify-ca', 'sslrootcert'],
  ])('%s: DATABASE_URL and sources alike', async (parameters, outcome) => {
    for (const [connect, authorities] of [
      [own, file],
      [source, 'ca.pem'],
    ] as const) {
      const connecting = connect(parameters.replace('CA', authorities));
      if (outcome === 'connects') await expect(connecting).resolves.toBeDefined();
      else await expect(connecting).rejects.toThrow(outcome);
    }
  });
});
