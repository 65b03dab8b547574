import fc from 'fast-check';
import * as statistics from '@/lib/statistics';
import {
  anyValues,
  count,
  hostile,
  joint,
  level,
  moments,
  neverNaN,
  type HostileRow,
} from '@/tests/support/hostile-numbers';

const family = fc.constantFrom('normal', 'studentT', 'chiSquared', 'f', 'beta', 'noncentralT');

function distributionOf(name: string, a: number, b: number): statistics.Distribution {
  switch (name) {
    case 'normal':
      return { family: 'normal' };
    case 'f':
      return { family: 'f', df1: a, df2: b };
    case 'beta':
      return { family: 'beta', a, b };
    case 'noncentralT':
      return { family: 'noncentralT', degreesOfFreedom: a, noncentrality: b };
    default:
      return { family: name === 'studentT' ? 'studentT' : 'chiSquared', degreesOfFreedom: a };
  }
}

/** Moments, and the distributions that everything else is read against. */
export const momentsAndDistributions: Readonly<Record<string, HostileRow>> = {
  momentsFromValues: neverNaN(anyValues, statistics.momentsFromValues),
  momentsFromSql: neverNaN(
    fc.record({ n: count, mean: fc.option(hostile), variance: fc.option(hostile) }),
    statistics.momentsFromSql,
  ),
  jointMomentsFromRows: neverNaN(
    fc.tuple(
      fc.oneof(
        fc.array(fc.tuple(hostile, hostile), { maxLength: 5 }),
        fc.array(fc.array(hostile, { maxLength: 3 }), { maxLength: 3 }),
      ),
      fc.oneof(fc.constant(2), count),
    ),
    ([rows, columns]) => statistics.jointMomentsFromRows(rows, columns),
  ),
  mergeMoments: neverNaN(fc.tuple(moments, moments), ([a, b]) => statistics.mergeMoments(a, b)),
  mergeJointMoments: neverNaN(fc.tuple(joint, joint), ([a, b]) => statistics.mergeJointMoments(a, b)),
  removeJointMoments: neverNaN(fc.tuple(joint, joint), ([a, b]) => statistics.removeJointMoments(a, b)),
  distributionFigure: neverNaN(
    fc.tuple(
      family,
      fc.constantFrom('pdf', 'cdf', 'sf', 'quantile', 'isf'),
      fc.oneof(level, hostile),
      hostile,
      hostile,
    ),
    ([name, figure, at, a, b]) => statistics.distributionFigure(distributionOf(name, a, b), figure, at),
  ),
};
