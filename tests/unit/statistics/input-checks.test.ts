import { describe, expect, it } from 'vitest';
import {
  firstRefusal,
  requireCount,
  requireFinite,
  requireFraction,
  requireNonNegative,
  requirePositive,
  requireUnits,
} from '@/lib/statistics/input-checks';
import { cannotSay } from '@/lib/statistics/outcome';
import { saying } from '@/tests/support/outcomes';

const bad = [NaN, Infinity, -Infinity];

describe('input checks', () => {
  it('of finite numbers', () => {
    for (const value of [0, -1, 1e300]) expect(requireFinite('x', value)).toBeUndefined();
    for (const value of bad)
      expect(requireFinite('x', value)).toEqual(saying('invalid-input', 'x must be a finite number.'));
  });
  it('of numbers above 0', () => {
    for (const value of [5e-324, 1]) expect(requirePositive('x', value)).toBeUndefined();
    for (const value of [...bad, 0, -1])
      expect(requirePositive('x', value)).toEqual(
        saying('invalid-input', 'x must be a finite number above 0.'),
      );
  });
  it('of numbers of at least 0', () => {
    for (const value of [0, 1]) expect(requireNonNegative('x', value)).toBeUndefined();
    for (const value of [...bad, -5e-324])
      expect(requireNonNegative('x', value)).toEqual(
        saying('invalid-input', 'x must be a finite number of at least 0.'),
      );
  });
  it('of fractions strictly between 0 and 1', () => {
    for (const value of [1e-300, 0.5, 1 - 1e-16]) expect(requireFraction('x', value)).toBeUndefined();
    for (const value of [...bad, 0, 1, -0.5, 2])
      expect(requireFraction('x', value)).toEqual(
        saying('invalid-input', 'x must lie strictly between 0 and 1.'),
      );
  });
  it('of counts', () => {
    for (const value of [0, 1, Number.MAX_SAFE_INTEGER]) expect(requireCount('x', value)).toBeUndefined();
    for (const value of [...bad, -1, 0.5, 2 ** 53])
      expect(requireCount('x', value)).toEqual(
        saying('invalid-input', 'x must be a whole number of at least 0.'),
      );
  });
  it('of units: a count first, then at least two', () => {
    expect(requireUnits('arm', 2)).toBeUndefined();
    for (const n of [0, 1])
      expect(requireUnits('arm', n)).toEqual(
        saying('too-few-units', `arm has ${n} units; at least 2 are needed.`),
      );
    expect(requireUnits('arm', NaN)).toEqual(
      saying('invalid-input', 'arm n must be a whole number of at least 0.'),
    );
  });
  it('answer with the first refusal', () => {
    const first = cannotSay('invalid-input', 'not-finite', { name: 'x' });
    expect(firstRefusal(undefined, first, cannotSay('no-variance', 'same-for-every-unit'))).toBe(first);
    expect(firstRefusal(undefined)).toBeUndefined();
  });
});
