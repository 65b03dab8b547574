import { describe, expect, it } from 'vitest';
import { nonInferiorityTest } from '@/lib/statistics/effects/non-inferiority';
import { meanEffect } from '@/lib/statistics/effects/mean';
import { momentsFromValues } from '@/lib/statistics/moments';
import { interactionTest } from '@/lib/statistics/segments/interaction';
import { refusal, valueOf } from '@/tests/support/outcomes';

const repeated = (n: number, value: number) => Array.from({ length: n }, () => value);
const momentsOf = (values: readonly number[]) => valueOf(momentsFromValues(values));
const compared = (control: readonly number[], treatment: readonly number[]) =>
  meanEffect({ control: momentsOf(control), treatment: momentsOf(treatment), alphaTwoSided: 0.05 });

describe('a comparison without variance', () => {
  it.each([
    ['the same cents, in arms of unlike size', repeated(10, 0.04), repeated(30, 0.04), /same for every unit/],
    ['the same tenth', repeated(10, 0.1), repeated(10, 0.1), /same for every unit/],
    [
      'two prices that are 2 cents apart',
      repeated(50, 19.99),
      repeated(50, 20.01),
      /although the arms differ/,
    ],
    ['7 against 9', repeated(5, 7), repeated(5, 9), /although the arms differ/],
    ['many equal values', repeated(20_000, 1 / 3), repeated(19_000, 1 / 3), /same for every unit/],
  ])('is refused, and says what is so: %s', (_, control, treatment, detail) => {
    const said = refusal(compared(control, treatment));
    expect(said.reason).toBe('no-variance');
    expect(said.detail).toMatch(detail);
  });

  it('is what a rounded sum of squares leaves of equal values too', () => {
    const noisy = { n: 50, mean: 19.99, variance: 1e-29 };
    const input = { control: noisy, treatment: { ...noisy, mean: 20.01 }, alphaTwoSided: 0.05 };
    expect(refusal(meanEffect(input)).reason).toBe('no-variance');
    const margin = { ...input, relativeMargin: 0.1, alphaOneSided: 0.025, higherIsBetter: true };
    expect(refusal(nonInferiorityTest(margin)).reason).toBe('no-variance');
    const cells = { neither: noisy, firstOnly: noisy, secondOnly: noisy, both: noisy };
    expect(refusal(interactionTest({ ...cells, alphaTwoSided: 0.05 })).reason).toBe('no-variance');
  });

  it('is not one that varies little: a millionth of a millionth of the mean counts', () => {
    const little = (shift: number) => [1, 2, 3, 4].map((step) => 1e6 + 1e-6 * (step + shift));
    expect(valueOf(compared(little(0), little(1))).difference).toBeCloseTo(1e-6, 8);
  });

  it('is told from values whose variance float64 cannot hold', () => {
    const tiny = 2 ** -600;
    const said = refusal(compared([tiny, 2 * tiny, 3 * tiny], [2 * tiny, 3 * tiny, 5 * tiny]));
    expect(said.reason).toBe('not-computable');
    expect(said.detail).toMatch(/so small/);
  });
});

describe('a relative difference', () => {
  it('is over the size of the control mean: less of a loss is better, by a positive share', () => {
    const { relative } = valueOf(compared([-5, -7, -6, -4, -8], [-3, -4, -5, -2, -3]));
    const { difference, interval } = valueOf(relative);
    expect(difference).toBeCloseTo(0.4333, 4);
    expect(interval.lower).toBeCloseTo(0.1183, 4);
    expect(interval.upper).toBeCloseTo(0.6545, 4);
  });

  it('is what it is above zero with every sign turned', () => {
    const mirrored = (values: readonly number[]) => values.map((value) => -value);
    const [control, treatment] = [
      [5, 7, 6, 4, 8],
      [3, 4, 5, 2, 3],
    ] as const;
    const above = valueOf(valueOf(compared(control, treatment)).relative);
    const below = valueOf(valueOf(compared(mirrored(control), mirrored(treatment))).relative);
    expect(below.difference).toBe(-above.difference);
    expect(below.interval).toEqual({ lower: -above.interval.upper, upper: -above.interval.lower });
  });
});
