import { describe, expect, it } from 'vitest';
import {
  jointMomentsFromRows,
  mergeJointMoments,
  mergeMoments,
  momentsFromSql,
  momentsFromValues,
  removeJointMoments,
  type JointMoments,
} from '@/lib/statistics';
import { columnMoments, emptyJointMoments } from '@/lib/statistics/moments';
import { say } from '@/lib/statistics/outcome';
import { expectRelative, refusal, saying, valueOf } from '../../support/outcomes';

describe('moments from values', () => {
  it('have the mean and the variance with n - 1', () => {
    expect(momentsFromValues([1, 2, 3, 6])).toEqual(say({ n: 4, mean: 3, variance: 14 / 3 }));
  });
  it('have variance 0 with one value and with none', () => {
    expect(momentsFromValues([7])).toEqual(say({ n: 1, mean: 7, variance: 0 }));
    expect(momentsFromValues([])).toEqual(say({ n: 0, mean: 0, variance: 0 }));
  });
  it('have variance exactly 0 when all values are equal, whatever their rounding', () => {
    expect(momentsFromValues(Array.from({ length: 977 }, () => 0.1))).toEqual(
      say({ n: 977, mean: 0.1, variance: 0 }),
    );
  });
  it('refuse a value that is not finite, by its place', () => {
    const refused = saying('invalid-input', 'row 2 must hold 1 finite numbers.');
    for (const value of [NaN, Infinity, -Infinity]) expect(momentsFromValues([1, 2, value])).toEqual(refused);
  });
  it('refuse what exceeds float64', () => {
    const refused = saying('not-computable', 'The moments exceed the range of float64.');
    expect(momentsFromValues([1e200, -1e200])).toEqual(refused);
    expect(momentsFromValues([1.7e308, -1.7e308])).toEqual(refused);
  });
  it('hold tiny and huge magnitudes', () => {
    expect(valueOf(momentsFromValues([1e150, 3e150])).variance / 2e300).toBeCloseTo(1, 14);
    expect(valueOf(momentsFromValues([1e-150, 3e-150])).variance / 2e-300).toBeCloseTo(1, 14);
  });
});

describe('joint moments', () => {
  const rows = [
    [1, 2],
    [2, 1],
    [6, 9],
  ];
  it('have means and the covariance matrix', () => {
    expect(jointMomentsFromRows(rows, 2)).toEqual(
      say({
        n: 3,
        means: [3, 4],
        covariances: [
          [7, 11],
          [11, 19],
        ],
      }),
    );
  });
  it('give one column, and no unit for a column that is not there', () => {
    const joint = valueOf(jointMomentsFromRows(rows, 2));
    expect(columnMoments(joint, 1)).toEqual({ n: 3, mean: 4, variance: 19 });
    expect(columnMoments(joint, 2)).toEqual({ n: 0, mean: 0, variance: 0 });
  });
  it('refuse rows of another width', () => {
    for (const columns of [-1, 0.5, NaN, Infinity])
      expect(jointMomentsFromRows([], columns)).toEqual(
        saying('invalid-input', 'columns must be a whole number of at least 0.'),
      );
    expect(jointMomentsFromRows([], 1_001)).toEqual(
      saying('invalid-input', 'Moments have at most 1000 columns.'),
    );
    expect(jointMomentsFromRows([], 1_000).ok).toBe(true);
    expect(jointMomentsFromRows([[1, 2], [1]], 2)).toEqual(
      saying('invalid-input', 'row 1 must hold 2 finite numbers.'),
    );
    expect(jointMomentsFromRows([[1, NaN]], 2)).toEqual(
      saying('invalid-input', 'row 0 must hold 2 finite numbers.'),
    );
  });
  it('refuse what exceeds float64 in one of their columns', () => {
    const refused = saying('not-computable', 'The moments exceed the range of float64.');
    const huge = [
      [1e200, 1],
      [-1e200, 2],
      [0, 3],
    ];
    expect(jointMomentsFromRows(huge, 2)).toEqual(refused);
    const swapped = huge.map((row) => row.toReversed());
    expect(jointMomentsFromRows(swapped, 2)).toEqual(refused);
    const far = (mean: number) => ({ n: 0, means: [mean, 1], covariances: [] });
    const merged = mergeJointMoments({ ...far(1.7e308), n: 1 }, { ...far(-1.7e308), n: 1 });
    expect(merged).toEqual(refused);
  });
  it('merge to those of all rows', () => {
    const [head, tail] = [rows.slice(0, 1), rows.slice(1)].map((part) =>
      valueOf(jointMomentsFromRows(part, 2)),
    );
    if (head === undefined || tail === undefined) throw new Error('two parts');
    expect(mergeJointMoments(head, tail)).toEqual(jointMomentsFromRows(rows, 2));
    for (const part of [head, tail]) {
      expect(mergeJointMoments(part, emptyJointMoments(2))).toEqual(say(part));
      expect(mergeJointMoments(emptyJointMoments(2), part)).toEqual(say(part));
    }
  });
  it('of different columns do not merge', () => {
    expect(mergeJointMoments(emptyJointMoments(1), emptyJointMoments(2))).toEqual(
      saying('invalid-input', 'Moments of different columns cannot be merged.'),
    );
  });
  it('refuse a merge that exceeds float64', () => {
    const far = (mean: number) => ({ n: 2, mean, variance: 0 });
    expect(mergeMoments(far(1e200), far(-1e200))).toEqual(
      saying('not-computable', 'The moments exceed the range of float64.'),
    );
  });
  it('of several columns merge into those of all rows, whatever the sizes', () => {
    const rows = [
      [1, 2],
      [4, 1],
      [3, 7],
      [8, 5],
      [2, 2],
      [9, 4],
    ];
    const whole = valueOf(jointMomentsFromRows(rows, 2));
    for (const cut of [1, 2, 4, 5]) {
      const parts = [rows.slice(0, cut), rows.slice(cut)].map((part) =>
        valueOf(jointMomentsFromRows(part, 2)),
      );
      const merged = valueOf(mergeJointMoments(parts[0] ?? whole, parts[1] ?? whole));
      expect(merged.n).toBe(6);
      expectRelative(merged.means, whole.means, 1e-14);
      expectRelative(merged.covariances.flat(), whole.covariances.flat(), 1e-14);
    }
  });
  it('refuse what are no moments, on either side, also beside no unit at all', () => {
    const none = { n: 0, mean: 0, variance: 0 };
    const good = { n: 5, mean: 0, variance: 1 };
    for (const bad of [
      { n: 5, mean: NaN, variance: 1 },
      { n: 5, mean: 1, variance: -4 },
      { n: 2.5, mean: 1, variance: 1 },
      { n: 5, mean: 1, variance: Infinity },
    ]) {
      for (const other of [none, good]) {
        expect(mergeMoments(bad, other)).toMatchObject({ ok: false, reason: 'invalid-input' });
        expect(mergeMoments(other, bad)).toMatchObject({ ok: false, reason: 'invalid-input' });
      }
    }
  });
  it('say which of their figures is none', () => {
    const refusalOf = (changes: Partial<JointMoments>) => {
      const good = valueOf(jointMomentsFromRows(rows, 2));
      const refused = saying('invalid-input', /./);
      expect(removeJointMoments(good, { ...good, ...changes })).toEqual(refused);
      expect(removeJointMoments({ ...good, ...changes }, good)).toEqual(refused);
      const merged = mergeJointMoments(good, { ...good, ...changes });
      return merged.ok ? '' : refusal(merged).detail;
    };
    expect(refusalOf({ n: -1 })).toBe('n must be a whole number of at least 0.');
    expect(refusalOf({ means: [1, NaN] })).toBe('a mean must be a finite number.');
    const withFirstRow = (row: readonly number[]) => ({ covariances: [row, [11, 19]] });
    expect(refusalOf(withFirstRow([-1, 11]))).toBe('a variance must be a finite number of at least 0.');
    expect(refusalOf(withFirstRow([7, Infinity]))).toBe('a covariance must be a finite number.');
  });
  it('merge where two columns move against each other', () => {
    const opposed = valueOf(
      jointMomentsFromRows(
        [
          [1, 9],
          [2, 8],
        ],
        2,
      ),
    );
    expect(valueOf(mergeJointMoments(opposed, opposed)).covariances[0]?.[1]).toBeLessThan(0);
  });
  it('merge two single units into their two-unit variance', () => {
    expect(mergeMoments({ n: 1, mean: 3, variance: 0 }, { n: 1, mean: 5, variance: 0 })).toEqual(
      say({ n: 2, mean: 4, variance: 2 }),
    );
  });
});

describe('moments without some of their units', () => {
  const rows = [
    [1, 2],
    [4, 1],
    [3, 7],
    [8, 5],
    [2, 2],
    [9, 4],
  ];
  const of = (part: readonly (readonly number[])[]) => valueOf(jointMomentsFromRows(part, 2));
  it('are those of the units that stay', () => {
    for (const cut of [1, 2, 3, 4]) {
      const left = valueOf(removeJointMoments(of(rows), of(rows.slice(0, cut))));
      const expected = of(rows.slice(cut));
      expect(left.n).toBe(expected.n);
      expectRelative(left.means, expected.means, 1e-13);
      expectRelative(left.covariances.flat(), expected.covariances.flat(), 1e-12);
    }
    expect(removeJointMoments(of(rows), emptyJointMoments(2))).toEqual(say(of(rows)));
    expect(removeJointMoments(of(rows), of(rows))).toEqual(say(emptyJointMoments(2)));
  });
  it('have variance exactly 0 in a column that had none', () => {
    const constant = of(Array.from({ length: 7 }, (_, index) => [0.1, index]));
    const left = valueOf(removeJointMoments(constant, of([[0.1, 3]])));
    expect(left.covariances[0]).toEqual([0, 0]);
    expect(left.covariances[1]?.[0]).toBe(0);
    // Means of equal values that were added in another order differ in their last digit; that is no spread.
    const spread = {
      covariances: [
        [0, 0],
        [0, 4],
      ],
    };
    const rounded = removeJointMoments(
      { n: 7, means: [0.1 + 0.2, 1], ...spread },
      { n: 3, means: [0.3, 2], ...spread },
    );
    expect(valueOf(rounded).covariances[0]).toEqual([0, 0]);
    expect(valueOf(rounded).covariances[1]?.[0]).toBe(0);
  });
  it('cannot say where an outlier took the digits of the others with it', () => {
    const refused = saying(
      'not-computable',
      'Too few digits of the variance would be left; compute it from the units.',
    );
    const usual = [...rows, ...rows];
    expect(removeJointMoments(of([...usual, [1e9, 3]]), of([[1e9, 3]]))).toEqual(refused);
    // One unit has no variance, whatever is left of rounding.
    expect(removeJointMoments(of(rows), of(rows.slice(1)))).toEqual(refused);
  });
  it('may keep a thousandth of the sum of squares, and not less', () => {
    // 11 units with a sum of squares of 10; what is taken has the same mean, so sums of squares subtract.
    const whole = { n: 11, means: [0], covariances: [[1]] };
    const without = (left: number) =>
      removeJointMoments(whole, { n: 6, means: [0], covariances: [[(10 - left) / 5]] });
    expect(valueOf(without(0.0101)).covariances[0]?.[0]).toBeCloseTo(0.0101 / 4, 12);
    expect(without(0.0099).ok).toBe(false);
    expect(without(-1).ok).toBe(false);
  });
  it('are refused for a part that is no part', () => {
    expect(removeJointMoments(of(rows), emptyJointMoments(1))).toEqual(
      saying('invalid-input', 'Moments of different columns cannot be taken apart.'),
    );
    expect(removeJointMoments(of(rows.slice(1)), of(rows))).toEqual(
      saying('invalid-input', 'A part cannot have more units than the whole.'),
    );
  });
});

describe('moments from SQL', () => {
  it('are taken as they are', () => {
    expect(momentsFromSql({ n: 5, mean: 1.5, variance: 2 })).toEqual(say({ n: 5, mean: 1.5, variance: 2 }));
  });
  it('take the nulls of an empty and of a single-row aggregate', () => {
    expect(momentsFromSql({ n: 0, mean: null, variance: null })).toEqual(say({ n: 0, mean: 0, variance: 0 }));
    expect(momentsFromSql({ n: 1, mean: 4, variance: null })).toEqual(say({ n: 1, mean: 4, variance: 0 }));
  });
  it.each([
    [{ n: 1, mean: null, variance: null }, 'mean must be a finite number.'],
    [{ n: 2, mean: 1, variance: null }, 'variance must be a finite number of at least 0.'],
    [{ n: 2, mean: 1, variance: -1 }, 'variance must be a finite number of at least 0.'],
    [{ n: -1, mean: 1, variance: 1 }, 'n must be a whole number of at least 0.'],
    [{ n: 1.5, mean: 1, variance: 1 }, 'n must be a whole number of at least 0.'],
    [{ n: 2, mean: Infinity, variance: 1 }, 'mean must be a finite number.'],
  ])('refuse %o', (figures, detail) => {
    expect(momentsFromSql(figures)).toEqual(saying('invalid-input', detail));
  });
});
