import { describe, expect, test } from 'vitest';
import { createGenerations } from '../../../lib/protocol/generations';
import { addressGroup, clientAddress, isLocal } from '../../../lib/protocol/client-address';
import { createTokenBucket, createTokenBuckets } from '../../../lib/protocol/token-bucket';

describe('a token bucket', () => {
  test('gives its burst at once, then its rate, and says how long until the next', () => {
    const bucket = createTokenBucket({ perSecond: 10, burst: 3 });
    expect([1, 2, 3, 4].map(() => bucket.take(0))).toEqual([0, 0, 0, 0.1]);
    expect(bucket.take(50)).toBeCloseTo(0.05);
    expect(bucket.take(100)).toBe(0);
    expect(bucket.take(100)).toBeGreaterThan(0);
    // A long pause fills it to the burst, and no further.
    expect([1, 2, 3, 4].map(() => bucket.take(1e9) === 0)).toEqual([true, true, true, false]);
  });

  test('gains and loses nothing when the clock steps back', () => {
    const bucket = createTokenBucket({ perSecond: 1, burst: 1 });
    expect(bucket.take(10_000)).toBe(0);
    expect(bucket.take(0)).toBe(1);
    expect(bucket.take(1_000)).toBe(0);
  });

  test('is kept for who called lately, and forgotten in a flood of others', () => {
    const buckets = createTokenBuckets({ perSecond: 1, burst: 1 }, 100);
    const steady = buckets.of('steady');
    for (let caller = 0; caller < 1_000; caller += 1) {
      buckets.of(`flood-${caller}`);
      expect(buckets.of('steady')).toBe(steady);
    }
    expect(buckets.of('flood-0')).not.toBe(buckets.of('flood-1'));
    const once = buckets.of('once');
    for (let caller = 0; caller < 200; caller += 1) buckets.of(`more-${caller}`);
    expect(buckets.of('once')).not.toBe(once);
  });
});

test('generations hold at most twice what one holds', () => {
  const kept = createGenerations<number>(10);
  for (let index = 0; index < 1_000; index += 1) kept.set(String(index), index);
  const held = Array.from({ length: 1_000 }, (_, index) => index).filter(
    (index) => kept.get(String(index)) === index,
  );
  expect(held.length).toBeLessThanOrEqual(20);
  expect(kept.get('999')).toBe(999);
});

describe('the address of a client', () => {
  test.each([
    [0, '198.51.100.1, 203.0.113.7', '10.0.0.1'],
    [1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    [2, '198.51.100.1, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
    [2, '203.0.113.7', '10.0.0.1'],
    [1, null, '10.0.0.1'],
    [1, '203.0.113.7:4711', '203.0.113.7'],
    [1, '[2001:db8::1]:443', '2001:db8::1'],
    [1, 'unknown', null],
  ])('behind %i proxies, forwarded for %s: %s', (trusted, forwardedFor, expected) => {
    expect(clientAddress('10.0.0.1', forwardedFor, trusted)).toBe(expected);
  });

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8:0001:0002:ffff::1', '2001:db8:1:2'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });

  test.each([
    ['127.0.0.1', false, true],
    ['127.8.8.8', false, true],
    ['::1', false, true],
    ['::ffff:127.0.0.1', false, true],
    ['127.0.0.1', true, false],
    ['10.0.0.1', false, false],
    ['::2', false, false],
    [null, false, false],
  ])('%s, forwarded %s: this machine %s', (address, isForwarded, expected) => {
    expect(isLocal(address, isForwarded)).toBe(expected);
  });
});
