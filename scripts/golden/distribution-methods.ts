import { z } from 'zod';
import { distributionFigure, type Distribution, type DistributionFigure } from '@/lib/statistics';
import { figure } from './case-file';
import { method, type Method } from './method';

const point = z.object({
  x: figure.optional(),
  t: figure.optional(),
  p: figure.optional(),
  q: figure.optional(),
});

const families: Readonly<Record<Distribution['family'], (input: unknown) => Distribution>> = {
  normal: () => ({ family: 'normal' }),
  studentT: (input) => ({ family: 'studentT', degreesOfFreedom: z.object({ df: figure }).parse(input).df }),
  noncentralT: (input) => {
    const { df, nc, noncentrality } = z
      .object({ df: figure, nc: figure.optional(), noncentrality: figure.optional() })
      .parse(input);
    return { family: 'noncentralT', degreesOfFreedom: df, noncentrality: noncentrality ?? nc ?? NaN };
  },
  chiSquared: (input) => ({
    family: 'chiSquared',
    degreesOfFreedom: z.object({ df: figure }).parse(input).df,
  }),
  f: (input) => ({ family: 'f', ...z.object({ df1: figure, df2: figure }).parse(input) }),
  beta: (input) => ({ family: 'beta', ...z.object({ a: figure, b: figure }).parse(input) }),
};

const figures: Readonly<Record<string, DistributionFigure>> = {
  pdf: 'pdf',
  cdf: 'cdf',
  sf: 'sf',
  quantile: 'quantile',
  ppf: 'quantile',
  isf: 'isf',
};

/** normal.sf, studentT.isf, beta.cdf and every other pair of family and figure. */
export const distributionMethods: ReadonlyMap<string, Method> = new Map(
  Object.entries(families).flatMap(([family, distributionOf]) =>
    Object.entries(figures).map(([name, wanted]): [string, Method] => [
      `${family}.${name}`,
      method(z.unknown(), (input) => {
        const { x, t, p, q } = point.parse(input);
        return distributionFigure(distributionOf(input), wanted, x ?? t ?? p ?? q ?? NaN);
      }),
    ]),
  ),
);
