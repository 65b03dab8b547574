import { describe, expect, it } from 'vitest';
import { alwaysValidInference, tightestMixingVariance } from '@/lib/statistics';
import { expectRelative, saying, valueOf } from '../../../support/outcomes';

const input = { difference: 0.3, standardError: 0.1, mixingVariance: 0.04, alphaTwoSided: 0.05 };

describe('always-valid inference', () => {
  it('is the normal-mixture interval and the inverse of its likelihood ratio', () => {
    const { interval, p } = valueOf(alwaysValidInference(input));
    const halfWidth = Math.sqrt(((0.01 * 0.05) / 0.04) * (Math.log(5) + 2 * Math.log(20)));
    expectRelative([interval.lower, interval.upper], [0.3 - halfWidth, 0.3 + halfWidth], 1e-12);
    expectRelative([p], [Math.sqrt(5) * Math.exp((-0.04 * 0.09) / (2 * 0.01 * 0.05))], 1e-12);
  });
  it('keeps the smallest p of all looks, and never says more than 1', () => {
    const { p } = valueOf(alwaysValidInference(input));
    expect(valueOf(alwaysValidInference({ ...input, previousP: p / 2 })).p).toBe(p / 2);
    expect(valueOf(alwaysValidInference({ ...input, previousP: 2 * p })).p).toBe(p);
    expect(valueOf(alwaysValidInference({ ...input, previousP: 0 })).p).toBe(0);
    expect(valueOf(alwaysValidInference({ ...input, difference: 0 })).p).toBe(1);
  });
  it('holds tiny and huge units', () => {
    const unit = valueOf(alwaysValidInference(input));
    for (const scale of [2 ** -500, 2 ** 500]) {
      const scaled = valueOf(
        alwaysValidInference({
          ...input,
          difference: 0.3 * scale,
          standardError: 0.1 * scale,
          mixingVariance: 0.04 * scale * scale,
        }),
      );
      expectRelative([scaled.p, scaled.interval.upper / scale], [unit.p, unit.interval.upper], 1e-13);
    }
  });
  it.each([
    [{ difference: NaN }, 'invalid-input', 'difference must be a finite number.'],
    [{ standardError: 0 }, 'invalid-input', 'standardError must be a finite number above 0.'],
    [{ mixingVariance: 0 }, 'invalid-input', 'mixingVariance must be a finite number above 0.'],
    [{ alphaTwoSided: 1 }, 'invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'],
    [{ previousP: -0.1 }, 'invalid-input', 'previousP must lie between 0 and 1.'],
    [{ previousP: 1.1 }, 'invalid-input', 'previousP must lie between 0 and 1.'],
    [{ previousP: NaN }, 'invalid-input', 'previousP must lie between 0 and 1.'],
    [
      { standardError: 1e300, mixingVariance: 1e-300 },
      'not-computable',
      'mixingVariance is too far from the squared standard error for float64.',
    ],
  ] as const)('refuses %o', (change, reason, detail) => {
    expect(alwaysValidInference({ ...input, ...change })).toEqual(saying(reason, detail));
  });
});

describe('the tightest mixing variance', () => {
  it('solves r = ln(1 + r) + 2 ln(1 / alpha), in the square of the unit', () => {
    const variance = valueOf(tightestMixingVariance({ plannedStandardError: 0.5, alphaTwoSided: 0.05 }));
    const r = variance / 0.25;
    expectRelative([r], [Math.log1p(r) + 2 * Math.log(20)], 1e-14);
    expect(r).toBeCloseTo(8.211968062, 8);
  });
  it('exists for any alpha', () => {
    for (const alphaTwoSided of [1e-300, 0.999, 1 - 1e-12]) {
      const r = valueOf(tightestMixingVariance({ plannedStandardError: 1, alphaTwoSided }));
      expectRelative([r - Math.log1p(r)], [-2 * Math.log(alphaTwoSided)], 1e-5);
    }
  });
  it.each([
    [{ plannedStandardError: 0 }, 'invalid-input', 'plannedStandardError must be a finite number above 0.'],
    [{ alphaTwoSided: 0 }, 'invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'],
    [
      { plannedStandardError: 1e200 },
      'not-computable',
      'The planned standard error is beyond the range of float64 when squared.',
    ],
    [
      { plannedStandardError: 1e-200 },
      'not-computable',
      'The planned standard error is beyond the range of float64 when squared.',
    ],
  ] as const)('refuses %o', (change, reason, detail) => {
    expect(tightestMixingVariance({ plannedStandardError: 1, alphaTwoSided: 0.05, ...change })).toEqual(
      saying(reason, detail),
    );
  });
});
