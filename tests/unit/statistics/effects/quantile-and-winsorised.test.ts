import { describe, expect, it } from 'vitest';
import {
  meanEffect,
  quantileEffect,
  quantileEffectFromFigures,
  quantileOrders,
  winsorisationCap,
  winsorisedEffect,
  winsorisedMoments,
} from '@/lib/statistics';
import { quantileOfSorted } from '@/lib/statistics/effects/quantile';
import { say } from '@/lib/statistics/outcome';
import { expectRelative, refusal, saying, valueOf } from '../../../support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';

const alphaTwoSided = 0.05;
const ramp = (n: number, step = 1) => Array.from({ length: n }, (_, i) => ((i * 7919) % n) * step);

describe('the type-7 quantile', () => {
  it('interpolates between order statistics at (n - 1) q', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((order) => quantileOfSorted([1, 3, 7, 8], order))).toEqual([
      1,
      2.5,
      5,
      expect.closeTo(7.7, 12),
      8,
    ]);
    expect(quantileOfSorted([4], 0.3)).toBe(4);
  });
});

describe('the effect on a quantile', () => {
  it('has the width of the order-statistic interval as standard error, and a normal reference', () => {
    const effect = valueOf(
      quantileEffect({ control: ramp(101), treatment: ramp(101, 2), quantile: 0.5, alphaTwoSided }),
    );
    expect([effect.control, effect.treatment, effect.difference]).toEqual([50, 100, 50]);
    // Q(q + h) - Q(q - h) = 100 * 2 h on the ramp, so SE = 100 sqrt(.25 / 101) for the control and twice that beside it.
    expectRelative([effect.standardError], [Math.sqrt(5) * 100 * Math.sqrt(0.25 / 101)], 1e-12);
    expect(effect.degreesOfFreedom).toBe(Infinity);
  });
  it('is the same from figures that SQL computed at the orders asked for', () => {
    const values = { control: ramp(200), treatment: ramp(150, 3) };
    const figures = (arm: readonly number[]) => {
      const sorted = arm.toSorted((a, b) => a - b);
      const orders = valueOf(quantileOrders('arm', arm.length, 0.8, alphaTwoSided));
      return {
        n: arm.length,
        estimate: quantileOfSorted(sorted, 0.8),
        lower: quantileOfSorted(sorted, orders.lower),
        upper: quantileOfSorted(sorted, orders.upper),
      };
    };
    const fromSql = quantileEffectFromFigures({
      control: figures(values.control),
      treatment: figures(values.treatment),
      alphaTwoSided,
    });
    expect(fromSql).toEqual(quantileEffect({ ...values, quantile: 0.8, alphaTwoSided }));
  });
  it('needs units beyond the quantile on both sides', () => {
    const detail = 'control has too few units beyond the quantile for an interval.';
    const at = (n: number, quantile: number) =>
      quantileEffect({ control: ramp(n), treatment: ramp(1000), quantile, alphaTwoSided });
    // h <= 1 - q needs n >= z^2 q / (1 - q) = 380.3 at q = .99.
    for (const quantile of [0.99, 0.01]) {
      expect(at(380, quantile)).toEqual(saying('too-few-units', detail));
      // Units beyond it there are then, and but fewer than ten between the order statistics.
      expect(refusal(at(381, quantile)).reason).toBe('not-computable');
      expect(at(800, quantile).ok).toBe(true);
    }
    expect(at(1, 0.5)).toEqual(saying('too-few-units', 'control has 1 units; at least 2 are needed.'));
    expect(at(0, 0.5)).toEqual(saying('too-few-units', 'control has 0 units; at least 2 are needed.'));
  });
  it('refuses levels, orders and values that are none', () => {
    const input = { control: ramp(50), treatment: ramp(50), quantile: 0.5, alphaTwoSided };
    expect(quantileEffect({ ...input, quantile: 1 })).toEqual(
      saying('invalid-input', 'quantile must lie strictly between 0 and 1.'),
    );
    expect(quantileEffect({ ...input, alphaTwoSided: 0 })).toEqual(
      saying('invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'),
    );
    expect(quantileEffect({ ...input, control: [...ramp(50), NaN] })).toEqual(
      saying('invalid-input', 'control holds a value that is not a finite number.'),
    );
    expect(quantileEffect({ ...input, treatment: [...ramp(50), Infinity] })).toEqual(
      saying('invalid-input', 'treatment holds a value that is not a finite number.'),
    );
  });
  it('refuses an arm with fewer than ten different values around the quantile, flat or in steps', () => {
    const flat = [...ramp(10), ...Array.from({ length: 90 }, () => 5)];
    const said = refusal(quantileEffect({ control: flat, treatment: flat, quantile: 0.5, alphaTwoSided }));
    expect(said.detail).toMatch(/^control has 1 different values around the quantile; at least 10/);
    const zerosAndOnes = (ones: number) => Array.from({ length: 400 }, (_, index) => (index < ones ? 1 : 0));
    const input = { control: zerosAndOnes(195), treatment: zerosAndOnes(205), quantile: 0.5, alphaTwoSided };
    expect(refusal(quantileEffect(input)).reason).toBe('not-computable');
    // Steps of 9 values in the interval are refused, of 10 taken.
    const steps = (values: number) => ramp(10_000).map((value) => Math.floor(value / (197 / values)));
    expect(quantileEffect({ ...input, control: steps(8), treatment: ramp(10_000) }).ok).toBe(false);
    expect(quantileEffect({ ...input, control: steps(12), treatment: ramp(10_000) }).ok).toBe(true);
  });
  it('says nothing of two like arms of integers: Poisson(30) at .99 is refused, not called different', () => {
    const uniform = seededUniform(7);
    const poisson = () => {
      let product = uniform();
      let count = 0;
      for (; product > Math.exp(-30); count += 1) product *= uniform();
      return count;
    };
    const arm = () => Array.from({ length: 10_000 }, poisson);
    const rejected = Array.from({ length: 20 }, () =>
      quantileEffect({ control: arm(), treatment: arm(), quantile: 0.99, alphaTwoSided }),
    ).filter((effect) => effect.ok && effect.value.pTwoSided < 0.05);
    expect(rejected.length / 20).toBeLessThanOrEqual(0.06);
  });
  it.each([
    [{ n: 1 }, 'too-few-units', 'control has 1 units; at least 2 are needed.'],
    [{ estimate: NaN }, 'invalid-input', 'control quantile must be a finite number.'],
    [{ lower: NaN }, 'invalid-input', 'control lower quantile must be a finite number.'],
    [{ upper: Infinity }, 'invalid-input', 'control upper quantile must be a finite number.'],
    [{ lower: 7 }, 'invalid-input', 'control has its lower quantile above its upper one.'],
  ] as const)('refuses the figures %o', (change, reason, detail) => {
    const figures = { n: 100, estimate: 5, lower: 4, upper: 6 };
    const bad = { ...figures, ...change };
    expect(quantileEffectFromFigures({ control: bad, treatment: figures, alphaTwoSided })).toEqual(
      saying(reason, detail),
    );
    expect(quantileEffectFromFigures({ control: figures, treatment: bad, alphaTwoSided })).toEqual(
      saying(reason, detail.replace('control', 'treatment')),
    );
    expect(quantileEffectFromFigures({ control: figures, treatment: figures, alphaTwoSided: 2 })).toEqual(
      saying('invalid-input', 'alphaTwoSided must lie strictly between 0 and 1.'),
    );
  });
});

describe('a winsorised mean', () => {
  const control = [1, 2, 3, 100];
  const treatment = [2, 3, 4, 5];
  it('is capped at a quantile of all arms pooled', () => {
    expect(winsorisationCap([control, treatment], 0.75)).toEqual(say(4.25));
    expect(winsorisedMoments(control, 4)).toEqual(say({ n: 4, mean: 2.5, variance: 5 / 3 }));
    const effect = valueOf(winsorisedEffect({ control, treatment, capQuantile: 0.75, alphaTwoSided }));
    expect(effect.cap).toBe(4.25);
    expect(effect).toEqual({
      ...valueOf(
        meanEffect({
          control: valueOf(winsorisedMoments(control, 4.25)),
          treatment: valueOf(winsorisedMoments(treatment, 4.25)),
          alphaTwoSided,
        }),
      ),
      cap: 4.25,
    });
  });
  it('refuses an order that is none, values that are none, and no value at all', () => {
    const input = { control, treatment, capQuantile: 0.9, alphaTwoSided };
    expect(winsorisedEffect({ ...input, capQuantile: 1 })).toEqual(
      saying('invalid-input', 'capQuantile must lie strictly between 0 and 1.'),
    );
    expect(winsorisedEffect({ ...input, control: [1, NaN] })).toEqual(
      saying('invalid-input', 'An arm holds a value that is not a finite number.'),
    );
    expect(winsorisedEffect({ ...input, control: [], treatment: [] })).toEqual(
      saying('too-few-units', 'There is no value to take the cap from.'),
    );
    expect(winsorisedEffect({ ...input, treatment: [] })).toEqual(
      saying('too-few-units', 'treatment has 0 units; at least 2 are needed.'),
    );
    expect(winsorisedMoments([1], Infinity)).toEqual(saying('invalid-input', 'cap must be a finite number.'));
    expect(winsorisedMoments([NaN], 1)).toEqual(saying('invalid-input', 'row 0 must hold 1 finite numbers.'));
    expect(refusal(winsorisedEffect({ ...input, control: [1e200, -1e200] })).reason).toBe('not-computable');
  });
});
