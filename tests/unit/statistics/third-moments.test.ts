import { describe, expect, it } from 'vitest';
import { mergeJointMoments, removeJointMoments, type JointMoments } from '@/lib/statistics';
import { moments } from '@/tests/support/recomputed-moments';
import { seededUniform } from '@/tests/support/seeded-random';
import { valueOf } from '@/tests/support/outcomes';

const uniform = seededUniform(81);
const rows = (n: number, columns: number, shift = 0) =>
  Array.from({ length: n }, () => Array.from({ length: columns }, () => shift - Math.log(uniform())));

function expectSame(actual: JointMoments, expected: JointMoments, digits: number): void {
  expect(actual.thirds).toHaveLength(expected.thirds?.length ?? NaN);
  expected.thirds?.forEach((third, index) => {
    expect(Math.abs((actual.thirds?.[index] ?? NaN) - third)).toBeLessThan(
      digits * Math.max(1, Math.abs(third)),
    );
  });
}

describe('third central moments', () => {
  it.each([1, 2, 3])('of two sets merge to those of both, of %i columns, and come apart again', (columns) => {
    const [a, b] = [rows(40, columns), rows(70, columns, 3)];
    const whole = moments([...a, ...b]);
    expectSame(valueOf(mergeJointMoments(moments(a), moments(b))), whole, 1e-12);
    expectSame(valueOf(removeJointMoments(whole, moments(b))), moments(a), 1e-11);
  });

  it('keep their digits at a mean of 1e8', () => {
    const [a, b] = [rows(40, 2, 1e8), rows(70, 2, 1e8)];
    expectSame(valueOf(mergeJointMoments(moments(a), moments(b))), moments([...a, ...b]), 1e-6);
  });

  it('are not known of both where they are not of one, and where they overflow', () => {
    const known = moments(rows(5, 1));
    const { thirds: _, ...unknown } = moments(rows(5, 1));
    expect(valueOf(mergeJointMoments(known, unknown)).thirds).toBeUndefined();
    expect(valueOf(removeJointMoments(moments(rows(50, 1)), unknown)).thirds).toBeUndefined();
    const huge = moments([[1e110], [3e110], [2e110]]);
    expect(valueOf(mergeJointMoments(huge, moments([[-5e110], [1]]))).thirds).toBeUndefined();
  });
});
