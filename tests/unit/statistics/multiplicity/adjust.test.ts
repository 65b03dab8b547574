import { describe, expect, it } from 'vitest';
import { adjustPValues, adjustTests } from '@/lib/statistics';
import { say } from '@/lib/statistics/outcome';
import { expectRelative, saying, valueOf } from '../../../support/outcomes';

const pValues = [0.01, 0.04, 0.03, 0.005];
const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4;

describe('adjusted p-values', () => {
  it.each([
    ['bonferroni', [0.04, 0.16, 0.12, 0.02]],
    ['holm', [0.03, 0.06, 0.06, 0.02]],
    ['hochberg', [0.03, 0.04, 0.04, 0.02]],
    ['benjamini-hochberg', [0.02, 0.04, 0.04, 0.02]],
    ['benjamini-yekutieli', [0.02 * harmonic, 0.04 * harmonic, 0.04 * harmonic, 0.02 * harmonic]],
  ] as const)('of %s keep the order given', (procedure, expected) => {
    expectRelative(valueOf(adjustPValues({ pValues, procedure })), expected, 1e-14);
  });
  it('never exceed 1, and leave a single test alone', () => {
    for (const procedure of [
      'bonferroni',
      'holm',
      'hochberg',
      'benjamini-hochberg',
      'benjamini-yekutieli',
    ] as const) {
      expect(adjustPValues({ pValues: [0.3], procedure })).toEqual(say([0.3]));
      expect(adjustPValues({ pValues: [1, 1], procedure })).toEqual(say([1, 1]));
      expect(adjustPValues({ pValues: [], procedure })).toEqual(say([]));
    }
    expect(adjustPValues({ pValues: [0.9, 0.8], procedure: 'bonferroni' })).toEqual(say([1, 1]));
  });
  it.each([NaN, -0.1, 1.1])('refuse %d, by its place', (p) => {
    expect(adjustPValues({ pValues: [0.5, p], procedure: 'holm' })).toEqual(
      saying('invalid-input', 'pValues[1] must lie between 0 and 1.'),
    );
  });
});

describe('matching levels', () => {
  it('are alpha p / adjusted p', () => {
    const tests = valueOf(adjustTests({ pValues, procedure: 'holm', alphaTwoSided: 0.1 }));
    expect(tests.map((test) => test.p)).toEqual(pValues);
    expectRelative(
      tests.map((test) => test.adjustedP),
      [0.03, 0.06, 0.06, 0.02],
      1e-14,
    );
    expectRelative(
      tests.map((test) => test.alphaTwoSided),
      [0.1 / 3, 0.1 / 1.5, 0.1 / 2, 0.1 / 4],
      1e-14,
    );
  });
  it('of a p of 0 are the strictest of the procedure', () => {
    const level = (procedure: 'bonferroni' | 'benjamini-yekutieli') =>
      valueOf(adjustTests({ pValues: [0, 0.5, 0.5, 0.5], procedure, alphaTwoSided: 0.1 }))[0]?.alphaTwoSided;
    expect(level('bonferroni')).toBe(0.025);
    expect(level('benjamini-yekutieli')).toBeCloseTo(0.025 / harmonic, 15);
  });
  it('stay those of the procedure where an adjusted p is cut at 1', () => {
    const tests = valueOf(adjustTests({ pValues: [0.9, 0.8], procedure: 'bonferroni', alphaTwoSided: 0.1 }));
    expect(tests.map((test) => test.adjustedP)).toEqual([1, 1]);
    expectRelative(
      tests.map((test) => test.alphaTwoSided),
      [0.05, 0.05],
      1e-14,
    );
  });
  it('refuse an alpha that is none and p-values that are none', () => {
    expect(adjustTests({ pValues, procedure: 'holm', alphaTwoSided: 0 })).toEqual(
      saying('invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'),
    );
    expect(adjustTests({ pValues: [2], procedure: 'holm', alphaTwoSided: 0.05 })).toEqual(
      saying('invalid-input', 'pValues[0] must lie between 0 and 1.'),
    );
  });
});
