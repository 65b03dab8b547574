import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inferiorityOfEstimates,
  meanEffect,
  nonInferiorityTest,
  ratioEffect,
  superiorityOfEstimates,
  type Interval,
  type Moments,
} from '@/lib/statistics';
import { meanEstimate } from '@/lib/statistics/effects/mean';
import { superiorityTest } from '@/lib/statistics/effects/one-sided';
import { tries } from '../support/form';
import { valueOf } from '../support/outcomes';

const moments: fc.Arbitrary<Moments> = fc.record({
  n: fc.integer({ min: 2, max: 1e7 }),
  mean: fc.integer({ min: -102_400, max: 102_400 }).map((k) => k / 1024),
  variance: fc.double({ min: 1e-6, max: 1e4, noNaN: true }),
});
const arms = fc.record({
  control: moments,
  treatment: moments,
  alphaTwoSided: fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
});
type Arms = { control: Moments; treatment: Moments; alphaTwoSided: number };

function check<T>(arbitrary: fc.Arbitrary<T>, law: (input: T) => void): void {
  fc.assert(fc.property(arbitrary, law), { numRuns: tries(1_000), seed: 11 });
}

function scaled({ n, mean, variance }: Moments, factor: number): Moments {
  return { n, mean: mean * factor, variance: variance * factor * factor };
}

describe('an effect', () => {
  it('changes every sign and no size when the arms are swapped', () => {
    check(arms, ({ control, treatment, alphaTwoSided }: Arms) => {
      const there = valueOf(meanEffect({ control, treatment, alphaTwoSided }));
      const back = valueOf(meanEffect({ control: treatment, treatment: control, alphaTwoSided }));
      expect(back.difference).toBe(0 - there.difference);
      expect(back.standardError).toBe(there.standardError);
      expect(back.pTwoSided).toBeCloseTo(there.pTwoSided, 12);
      expect(back.pGreater).toBeCloseTo(there.pLess, 12);
      expect(back.interval.lower).toBeCloseTo(-there.interval.upper, 8);
    });
  });

  it('scales with the unit of the metric and keeps its p and its relative difference', () => {
    check(fc.tuple(arms, fc.constantFrom(2 ** -40, 0.25, 1024, 2 ** 300)), ([input, factor]) => {
      const plain = valueOf(meanEffect(input));
      const other = valueOf(
        meanEffect({
          ...input,
          control: scaled(input.control, factor),
          treatment: scaled(input.treatment, factor),
        }),
      );
      expect(other.difference).toBe(plain.difference * factor);
      expect(other.interval).toEqual({
        lower: plain.interval.lower * factor,
        upper: plain.interval.upper * factor,
      });
      expect(other.pTwoSided).toBe(plain.pTwoSided);
      expect(other.relative).toEqual(plain.relative);
    });
  });

  it('has an absolute and a relative interval that exclude 0 together', () => {
    check(arms, (input) => {
      const effect = valueOf(meanEffect(input));
      if (!effect.relative.ok) {
        expect(effect.relative.reason).toBe('control-mean-not-distinguishable-from-zero');
        return;
      }
      const { lower, upper } = effect.relative.value.interval;
      expect(lower <= upper).toBe(true);
      expect(lower > 0 || upper < 0).toBe(effect.interval.lower > 0 || effect.interval.upper < 0);
    });
  });

  it('has a one-sided relative bound that excludes 0 exactly when the absolute one does', () => {
    check(fc.tuple(arms, fc.boolean()), ([{ control, treatment, alphaTwoSided }, higherIsBetter]) => {
      const options = { alphaOneSided: alphaTwoSided / 2, higherIsBetter };
      const estimates = [meanEstimate(control), meanEstimate(treatment)] as const;
      for (const compare of [superiorityOfEstimates, inferiorityOfEstimates]) {
        const { interval, relative } = valueOf(compare(...estimates, options));
        if (!relative.ok) continue;
        const excludes = ({ lower, upper }: Interval) => lower > 0 || upper < 0;
        expect(excludes(relative.value.interval)).toBe(excludes(interval));
      }
    });
  });

  it('is not inferior by the same test when the metric and its direction are both turned round', () => {
    check(fc.tuple(arms, fc.boolean()), ([{ control, treatment, alphaTwoSided }, higherIsBetter]) => {
      const options = { relativeMargin: 0.1, alphaOneSided: alphaTwoSided, higherIsBetter };
      const there = nonInferiorityTest({ control, treatment, ...options });
      const back = nonInferiorityTest({
        control: scaled(control, -1),
        treatment: scaled(treatment, -1),
        ...options,
        higherIsBetter: !higherIsBetter,
      });
      expect(back).toEqual(there);
    });
  });

  it('has an interval that excludes 0 exactly when p is below alpha', () => {
    check(arms, (input) => {
      const effect = valueOf(meanEffect(input));
      fc.pre(Math.abs(effect.pTwoSided - input.alphaTwoSided) > 1e-10);
      const excludes = effect.interval.lower > 0 || effect.interval.upper < 0;
      expect(excludes).toBe(effect.pTwoSided < input.alphaTwoSided);
      const oneSided = valueOf(
        superiorityTest({ effect, alphaOneSided: input.alphaTwoSided, higherIsBetter: true }),
      );
      fc.pre(Math.abs(oneSided.p - input.alphaTwoSided) > 1e-10);
      expect(oneSided.significant).toBe(oneSided.interval.lower > 0);
    });
  });

  it('has tails that add to one and a two-sided p that is twice the smaller', () => {
    check(arms, (input) => {
      const { pTwoSided, pGreater, pLess } = valueOf(meanEffect(input));
      expect(pGreater + pLess).toBeCloseTo(1, 12);
      expect(pTwoSided).toBe(2 * Math.min(pGreater, pLess));
    });
  });

  it('is the wider the surer it has to be', () => {
    check(arms, (input) => {
      const wide = valueOf(meanEffect({ ...input, alphaTwoSided: input.alphaTwoSided / 2 })).interval;
      const narrow = valueOf(meanEffect(input)).interval;
      expect(wide.lower).toBeLessThan(narrow.lower);
      expect(wide.upper).toBeGreaterThan(narrow.upper);
    });
  });

  it('does not change when both arms move by 1e8, beyond what float64 keeps of the means', () => {
    const integers = fc.record({
      control: moments.map((arm) => ({ ...arm, mean: Math.round(arm.mean) + 0 })),
      treatment: moments.map((arm) => ({ ...arm, mean: Math.round(arm.mean) + 0 })),
    });
    check(integers, ({ control, treatment }) => {
      const shift = (arm: Moments): Moments => ({ ...arm, mean: arm.mean + 1e8 });
      const plain = valueOf(meanEffect({ control, treatment, alphaTwoSided: 0.05 }));
      const moved = valueOf(
        meanEffect({ control: shift(control), treatment: shift(treatment), alphaTwoSided: 0.05 }),
      );
      expect({ ...moved, relative: null }).toEqual({ ...plain, relative: null });
    });
  });

  it('of a ratio over a constant denominator is the effect of the mean over that constant', () => {
    check(arms, (input) => {
      const asRatio = (arm: Moments) => ({
        n: arm.n,
        numeratorMean: arm.mean,
        numeratorVariance: arm.variance,
        denominatorMean: 4,
        denominatorVariance: 0,
        covariance: 0,
      });
      const ratio = ratioEffect({
        control: asRatio(input.control),
        treatment: asRatio(input.treatment),
        alphaTwoSided: input.alphaTwoSided,
      });
      expect(valueOf(ratio).pTwoSided).toBe(valueOf(meanEffect(input)).pTwoSided);
      expect(valueOf(ratio).difference).toBe(valueOf(meanEffect(input)).difference / 4);
    });
  });
});

describe('non-inferiority', () => {
  it('with margin 0 is superiority', () => {
    check(fc.tuple(arms, fc.boolean()), ([input, higherIsBetter]) => {
      const test = valueOf(
        nonInferiorityTest({ ...input, relativeMargin: 0, alphaOneSided: 0.05, higherIsBetter }),
      );
      const effect = valueOf(meanEffect(input));
      expect(test.p).toBe(higherIsBetter ? effect.pGreater : effect.pLess);
      expect(test.nonInferior).toBe(test.p < 0.05);
    });
  });

  it('is easier with a wider margin when the control has no noise', () => {
    check(arms, (input) => {
      fc.pre(Math.abs(input.control.mean) > 1e-3);
      const control = { ...input.control, variance: 0 };
      const p = (relativeMargin: number) =>
        valueOf(
          nonInferiorityTest({
            ...input,
            control,
            relativeMargin,
            alphaOneSided: 0.05,
            higherIsBetter: true,
          }),
        ).p;
      expect(p(0.2)).toBeLessThanOrEqual(p(0.1));
    });
  });

  it('mirrors when the metric is turned upside down', () => {
    check(arms, (input) => {
      fc.pre(input.control.mean !== 0);
      const options = { relativeMargin: 0.1, alphaOneSided: 0.05 };
      const up = nonInferiorityTest({ ...input, ...options, higherIsBetter: true });
      const down = nonInferiorityTest({
        ...options,
        control: scaled(input.control, -1),
        treatment: scaled(input.treatment, -1),
        higherIsBetter: false,
      });
      expect(down).toEqual(up);
    });
  });
});
