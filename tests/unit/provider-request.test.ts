import { createServer, type RequestListener } from 'node:http';
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { addressProblem, askProvider, readFromProvider } from '../../lib/oidc/provider-request';
import { discoverProvider } from '../../lib/oidc/discovery';
import { afterFile } from '../support/after-file';

// What a provider is asked, and how much of it is believed: a server on loopback that answers as it likes.

let answer: RequestListener = (_request, response) => response.end();
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  answer(request, response);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterFile(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
const { port } = z.object({ port: z.int() }).parse(server.address());
const url = `http://127.0.0.1:${String(port)}`;

const json =
  (value: object): RequestListener =>
  (_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(value));

describe('an address of a provider', () => {
  test.each([
    'https://id.example.com',
    'https://10.0.0.1/realms/x',
    'http://localhost:8080',
    'http://[::1]/',
  ])('may be %s', (text) => {
    expect(addressProblem(text)).toBe(null);
  });

  test.each([
    'http://id.example.com',
    'http://10.0.0.1',
    'http://169.254.169.254',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://user@localhost',
    'https://x:y@id.example.com',
    'ftp://id.example.com',
    'data:application/json,{}',
    'id.example.com',
    '',
  ])('may not be %s, and nothing is asked there', async (text) => {
    expect(addressProblem(text)).not.toBe(null);
    await expect(askProvider(text)).rejects.toMatchObject({ problem: 'address' });
  });
});

describe('a provider that misbehaves gives nothing', () => {
  test('where it redirects: nothing is asked there', async () => {
    asked.length = 0;
    answer = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    await expect(readFromProvider(`${url}/a`)).rejects.toThrow('redirects elsewhere');
    expect(asked).toEqual(['/a']);
  });

  test('where it answers with too much, without end', async () => {
    answer = (_request, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    };
    await expect(readFromProvider(url)).rejects.toThrow('more than 256 kB');
  });

  test('where it answers nothing', async () => {
    answer = () => undefined;
    await expect(readFromProvider(url)).rejects.toThrow('nothing within 5 seconds');
  });

  test.each([
    [{}, 'nothing usable as "issuer"'],
    [{ authorization_endpoint: 'http://id.example.com' }, 'nothing usable as "authorization_endpoint"'],
    [{ token_endpoint: 'javascript:alert(1)' }, 'nothing usable as "token_endpoint"'],
    [{ jwks_uri: undefined }, 'nothing usable as "jwks_uri"'],
    [{ issuer: 'https://id.example.com' }, 'calls itself'],
    [{ code_challenge_methods_supported: ['plain'] }, 'PKCE'],
    [{ id_token_signing_alg_values_supported: ['none', 'HS256'] }, 'key pair'],
    [{ token_endpoint_auth_methods_supported: ['private_key_jwt'] }, 'client secret'],
    [{ keys: [] }, 'no keys'],
  ])('where its document says %j', async (said, sentence) => {
    const endpoint = `${url}/x`;
    const whole = {
      issuer: url,
      authorization_endpoint: endpoint,
      token_endpoint: endpoint,
      jwks_uri: endpoint,
    };
    answer = json(Object.keys(said).length === 0 ? {} : { ...whole, keys: [{ kty: 'RSA' }], ...said });
    await expect(discoverProvider(url)).rejects.toThrow(sentence);
  });
});
