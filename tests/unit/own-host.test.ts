import { expect, test } from 'vitest';
import { isOwnHost } from '../../lib/console/own-host';

// Set-up is refused under foreign names: a page of somebody else's may have one that resolves to this machine.

const local = { publicUrl: undefined, host: '127.0.0.1' };
const served = { publicUrl: 'https://fairsplit.example', host: '0.0.0.0' };

test.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST'])(
  '%s is this machine, whatever the public address',
  (host) => {
    expect([isOwnHost(host, local), isOwnHost(host, served)]).toEqual([true, true]);
  },
);

test('the public address is its own, at any port, and without one the address that the server listens on', () => {
  expect(isOwnHost('fairsplit.example', served)).toBe(true);
  expect(isOwnHost('fairsplit.example:8443', served)).toBe(true);
  expect(isOwnHost('10.0.0.7:3000', { ...local, host: '10.0.0.7' })).toBe(true);
  expect(isOwnHost('10.0.0.7:3000', { ...served, host: '10.0.0.7' })).toBe(false);
});

test.each([
  'evil.example',
  'rebound.evil.example:3000',
  'fairsplit.example.evil.example',
  'evil.example:80@localhost',
  'localhost/evil.example',
  'localhost?evil.example',
  'localhost.evil.example',
  'localhost, evil.example',
  '127.0.0.2:3000',
  '0.0.0.0:3000',
  '',
  'a b',
  null,
])('%j is none', (host) => {
  expect([isOwnHost(host, local), isOwnHost(host, served)]).toEqual([false, false]);
});
