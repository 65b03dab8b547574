import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  jointMomentsFromRows,
  mergeJointMoments,
  mergeMoments,
  momentsFromValues,
  type JointMoments,
} from '@/lib/statistics';
import { emptyJointMoments } from '@/lib/statistics/moments';
import { tries } from '../support/form';
import { valueOf } from '../support/outcomes';

const row = fc.tuple(
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 1 }),
);
const rows = fc.array(row, { maxLength: 30 });

function check<T>(arbitrary: fc.Arbitrary<T>, law: (input: T) => void): void {
  fc.assert(fc.property(arbitrary, law), { numRuns: tries(1_000), seed: 5 });
}

function expectSame(a: JointMoments, b: JointMoments): void {
  expect(a.n).toBe(b.n);
  a.means.forEach((mean, i) => expect(mean).toBeCloseTo(b.means[i] ?? NaN, 9));
  a.covariances.flat().forEach((value, i) => expect(value).toBeCloseTo(b.covariances.flat()[i] ?? NaN, 7));
}

describe('moments', () => {
  it('of parts, merged in any order, are the moments of the whole', () => {
    check(fc.tuple(rows, rows, rows), (parts) => {
      const whole = valueOf(jointMomentsFromRows(parts.flat(), 3));
      const [a, b, c] = parts.map((part) => valueOf(jointMomentsFromRows(part, 3)));
      if (a === undefined || b === undefined || c === undefined) throw new Error('three parts');
      expectSame(valueOf(mergeJointMoments(valueOf(mergeJointMoments(a, b)), c)), whole);
      expectSame(valueOf(mergeJointMoments(c, valueOf(mergeJointMoments(b, a)))), whole);
    });
  });

  it('have a symmetric covariance matrix without negative variances, and nothing as neutral element', () => {
    check(rows, (values) => {
      const moments = valueOf(jointMomentsFromRows(values, 3));
      moments.covariances.forEach((line, i) => {
        expect(line[i]).toBeGreaterThanOrEqual(0);
        line.forEach((value, j) => expect(value).toBe(moments.covariances[j]?.[i]));
      });
      expect(mergeJointMoments(moments, emptyJointMoments(3))).toEqual({ ok: true, value: moments });
      expect(mergeJointMoments(emptyJointMoments(3), moments)).toEqual({ ok: true, value: moments });
    });
  });

  it('shifted by 1e8 lose no digit that float64 keeps of the values', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 });
    check(values, (integers) => {
      const plain = valueOf(momentsFromValues(integers));
      const shifted = valueOf(momentsFromValues(integers.map((value) => value + 1e8)));
      expect(shifted.variance).toBe(plain.variance);
      expect(shifted.mean - 1e8).toBeCloseTo(plain.mean, 6);
    });
  });

  it('merged at a mean of 1e8 keep the variance of the parts', () => {
    const half = valueOf(momentsFromValues([1e8, 1e8 + 1, 1e8 + 2]));
    let all = half;
    for (let k = 1; k < 1000; k += 1) all = valueOf(mergeMoments(all, half));
    expect(all.n).toBe(3000);
    expect(all.mean).toBe(1e8 + 1);
    expect(all.variance).toBeCloseTo(2000 / 2999, 12);
  });
});
