import { describe, expect, it } from 'vitest';
import { nominalAlphaPerSide, repeatedInterval } from '@/lib/statistics/sequential/group-sequential-interval';
import { groupSequentialPower } from '@/lib/statistics/sequential/group-sequential-power';
import { refusal, saying, valueOf } from '@/tests/support/outcomes';

const estimate = { difference: 1.5, standardError: 0.5, degreesOfFreedom: Infinity, bound: 2.5 };

describe('repeated confidence interval', () => {
  it('is the estimate with the look’s bound instead of 1.96', () => {
    expect(valueOf(repeatedInterval(estimate))).toEqual({ lower: 0.25, upper: 2.75 });
  });

  it('widens to the t quantile of the same tail when the standard error is itself an estimate', () => {
    // scipy 1.17.1: t.isf(norm.sf(2.5), 10)
    const { lower, upper } = valueOf(repeatedInterval({ ...estimate, degreesOfFreedom: 10 }));
    expect((upper - lower) / 2 / 0.5).toBeCloseTo(3.0420368282397403, 9);
    expect((upper + lower) / 2).toBeCloseTo(1.5, 12);
  });

  it('is the whole line at a look that has nothing to spend', () => {
    expect(valueOf(repeatedInterval({ ...estimate, bound: Infinity }))).toEqual({
      lower: -Infinity,
      upper: Infinity,
    });
    const tiny = repeatedInterval({ ...estimate, bound: 60, degreesOfFreedom: 5 });
    expect(valueOf(tiny)).toEqual({ lower: -Infinity, upper: Infinity });
  });

  it('is the estimate alone at a bound of 0', () => {
    expect(valueOf(repeatedInterval({ ...estimate, bound: 0 }))).toEqual({ lower: 1.5, upper: 1.5 });
  });

  it('excludes zero exactly when the one-sided p is below the nominal alpha', () => {
    expect(valueOf(nominalAlphaPerSide(1.959963984540054))).toBeCloseTo(0.025, 12);
    expect(nominalAlphaPerSide(Infinity)).toEqual({ ok: true, value: 0 });
    expect(nominalAlphaPerSide(NaN)).toEqual(saying('invalid-input', /^A bound is a number, or infinite/));
    expect(valueOf(repeatedInterval({ ...estimate, bound: 3.01 })).lower).toBeLessThan(0);
    expect(valueOf(repeatedInterval({ ...estimate, bound: 2.99 })).lower).toBeGreaterThan(0);
  });

  it('cannot be said where a t distribution has no critical value that a float64 holds', () => {
    const few = repeatedInterval({ ...estimate, degreesOfFreedom: 1e-10 });
    expect(few).toEqual(saying('not-computable', /^So few degrees of freedom have no critical value/));
  });

  it.each([
    ['an estimate that is not a number', { ...estimate, difference: NaN }, 'invalid-input'],
    ['an infinite estimate', { ...estimate, difference: Infinity }, 'invalid-input'],
    ['a bound that is not a number', { ...estimate, bound: NaN }, 'invalid-input'],
    ['a negative bound', { ...estimate, bound: -1 }, 'invalid-input'],
    ['no degrees of freedom', { ...estimate, degreesOfFreedom: 0 }, 'invalid-input'],
    ['a standard error of zero', { ...estimate, standardError: 0 }, 'no-variance'],
    ['an infinite standard error', { ...estimate, standardError: Infinity }, 'no-variance'],
    ['a standard error that is not a number', { ...estimate, standardError: NaN }, 'no-variance'],
  ])('refuses %s', (_, input, reason) => {
    const refused = refusal(repeatedInterval(input));
    expect(refused.reason).toBe(reason);
    expect(refused.detail).toMatch(/repeated interval needs/);
  });
});

describe('power of a group-sequential design', () => {
  const design = {
    informationFractions: [0.2, 0.4, 0.6, 0.8, 1],
    spending: 'obrien-fleming',
    alpha: 0.05,
    sides: 2,
  } as const;

  it('has alpha for power when there is no effect, and stops by each look what the spending function allows', () => {
    const { power, stoppedByLook } = valueOf(groupSequentialPower(design, 0));
    expect(power).toBeCloseTo(0.05, 12);
    expect(stoppedByLook[2]).toBeCloseTo(2 * 0.003808063310989328, 12);
  });

  it('has the fixed test’s power when there is one look', () => {
    const one = { ...design, informationFractions: [1] };
    expect(valueOf(groupSequentialPower(one, 2.8)).power).toBeCloseTo(0.7995568714356515, 10);
    expect(valueOf(groupSequentialPower(one, -2.8)).power).toBeCloseTo(0.7995568714356515, 10);
    expect(valueOf(groupSequentialPower(one, 12)).power).toBeCloseTo(1, 12);
    expect(valueOf(groupSequentialPower(one, 2.8)).expectedInformation).toBe(1);
  });

  it('agrees with an integration under the drift itself, not by likelihood ratio', () => {
    // numpy and scipy 1.17.1; 90 % fixed power inflated by 1.03, which O'Brien-Fleming type needs with five looks.
    const { power, expectedInformation } = valueOf(groupSequentialPower(design, 3.2897789824369417));
    expect(power).toBeCloseTo(0.9019184876489048, 10);
    expect(expectedInformation).toBeCloseTo(0.7399976165973696, 10);
  });

  it('does not count a look that cannot stop, nor one after an over-run', () => {
    const odd = { ...design, informationFractions: [1e-9, 0.5, 1.1, 1.2] };
    const { stoppedByLook } = valueOf(groupSequentialPower(odd, 3));
    expect(stoppedByLook[0]).toBe(0);
    expect(stoppedByLook[3]).toBe(stoppedByLook[2]);
  });

  it('refuses a drift that is not finite and passes on the design’s refusal', () => {
    expect(refusal(groupSequentialPower(design, NaN)).detail).toMatch(/drift/);
    expect(refusal(groupSequentialPower({ ...design, alpha: 2 }, 1)).detail).toMatch(/Alpha/);
  });
});
