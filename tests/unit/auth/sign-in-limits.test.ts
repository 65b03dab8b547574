import { describe, expect, test } from 'vitest';
import { createSignInLimits } from '../../../lib/console/sign-in-limits';

const MINUTE_MS = 60_000;

/** How many guesses get through in the time, each from another address, asked as often as it may. */
function guessesIn(limits: ReturnType<typeof createSignInLimits>, account: string, totalMs: number): number {
  let guesses = 0;
  let nowMs = 0;
  while (nowMs < totalMs) {
    const wait = limits.attempt(account, `198.51.100.${guesses}`, nowMs);
    if (wait === 0) guesses += 1;
    else nowMs += wait * 1000;
  }
  return guesses;
}

describe('guessing a password', () => {
  test('of one account from many addresses waits twice as long after each failure, up to 15 minutes', () => {
    const limits = createSignInLimits();
    for (let guess = 0; guess < 4; guess += 1) limits.attempt('owner@example.com', null, 0);
    const waits = Array.from({ length: 4 }, (_, guess) => {
      const nowMs = guess * 24 * MINUTE_MS;
      expect(limits.attempt('owner@example.com', `203.0.113.${guess}`, nowMs)).toBe(0);
      // Refused, so it does not count.
      return limits.attempt(' Owner@Example.com', '192.0.2.1', nowMs);
    });
    expect(waits).toEqual([1, 2, 4, 8]);
    expect(guessesIn(createSignInLimits(), 'owner@example.com', 24 * 60 * MINUTE_MS)).toBeLessThan(120);
  });

  test('of many at once gets no more through than one after the other', () => {
    const limits = createSignInLimits();
    const allowed = Array.from({ length: 300 }, () => limits.attempt('a@example.com', null, 0));
    expect(allowed.filter((wait) => wait === 0)).toHaveLength(5);
  });

  test('does not keep out whoever signed in from their address before', () => {
    const limits = createSignInLimits();
    expect(limits.attempt('a@example.com', '192.0.2.7', 0)).toBe(0);
    limits.succeeded('a@example.com', '192.0.2.7');
    for (let guess = 0; guess < 50; guess += 1) limits.attempt('a@example.com', '198.51.100.1', 0);
    expect(limits.attempt('a@example.com', '198.51.100.2', 0)).toBeGreaterThan(0);
    expect(limits.attempt('a@example.com', '192.0.2.7', 0)).toBe(0);
  });

  test('is forgiven by a sign-in, and forgotten after a day', () => {
    const limits = createSignInLimits();
    for (let guess = 0; guess < 5; guess += 1) limits.attempt('a@example.com', null, 0);
    expect(limits.attempt('a@example.com', null, 0)).toBeGreaterThan(0);
    limits.succeeded('a@example.com', null);
    expect(limits.attempt('a@example.com', null, 0)).toBe(0);
    for (let guess = 0; guess < 50; guess += 1) limits.attempt('b@example.com', null, 0);
    expect(limits.attempt('b@example.com', null, 25 * 60 * MINUTE_MS)).toBe(0);
  });
});
