import { describe, expect, it } from 'vitest';
import { meanEffect, relativeAt } from '@/lib/statistics';
import { studentTIsf } from '@/lib/statistics/distributions/student-t';
import { expectRelative, saying, valueOf } from '@/tests/support/outcomes';

const arms = (mean0: number, mean1: number) => ({
  control: { n: 900, mean: mean0, variance: 40 },
  treatment: { n: 1_000, mean: mean1, variance: 50 },
});
const inputOf = ({ control, treatment }: ReturnType<typeof arms>, quantile: number) => ({
  baseline: control.mean,
  difference: treatment.mean - control.mean,
  varianceControl: control.variance / control.n,
  varianceTreatment: treatment.variance / treatment.n,
  quantile,
});

describe('a relative change at a quantile', () => {
  it.each([arms(10, 10.6), arms(-10, -9), arms(5, 4), arms(-3, -4)])(
    'is an end of Fieller’s interval on either side: %j',
    (both) => {
      const { relative, degreesOfFreedom } = valueOf(meanEffect({ ...both, alphaTwoSided: 0.05 }));
      const { difference, interval } = valueOf(relative);
      const quantile = studentTIsf(0.025, degreesOfFreedom);
      const at = (q: number) => valueOf(relativeAt(inputOf(both, q)));
      expectRelative(
        [at(quantile), at(0), at(-quantile)],
        [interval.lower, difference, interval.upper],
        1e-10,
      );
    },
  );

  it.each([
    [{ quantile: 100 }, 'control-mean-not-distinguishable-from-zero', /excludes zero/],
    [{ baseline: 0 }, 'control-mean-not-distinguishable-from-zero', /excludes zero/],
    [{ quantile: NaN }, 'invalid-input', 'quantile must be a finite number.'],
    [{ varianceControl: -1 }, 'invalid-input', 'varianceControl must be a finite number of at least 0.'],
  ] as const)('is refused with %o', (changes, reason, sentence) => {
    expect(relativeAt({ ...inputOf(arms(10, 11), 2), ...changes })).toEqual(saying(reason, sentence));
  });
});
