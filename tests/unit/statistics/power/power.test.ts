import { describe, expect, it } from 'vitest';
import { minimumDetectableEffect } from '@/lib/statistics/power/minimum-detectable-effect';
import { power } from '@/lib/statistics/power/power';
import { sampleSize } from '@/lib/statistics/power/sample-size';
import { refusal, valueOf } from '@/tests/support/outcomes';

// Expected figures: scipy 1.17.1, noncentral t.
const design = { treatmentToControlRatio: 2, alpha: 0.05, sides: 2 } as const;

describe('power of the t-test', () => {
  it.each([
    ['two sides', { ...design, standardizedEffect: 0.3, controlUnits: 80 }, 0.5878912913907122],
    [
      'an effect of the other sign, two sides',
      { ...design, standardizedEffect: -0.3, controlUnits: 80 },
      0.5878912913907122,
    ],
    ['one side', { ...design, sides: 1, standardizedEffect: 0.3, controlUnits: 80 }, 0.705333463747158],
    [
      'the wrong way round, one side',
      { ...design, sides: 1, standardizedEffect: -0.3, controlUnits: 80 },
      6.419114769195579e-5,
    ],
    [
      'a control coefficient',
      { ...design, standardizedEffect: 0.3, controlUnits: 80, controlCoefficient: 0.9 },
      0.6461642444928736,
    ],
    [
      'a small treatment arm and a margin upwards',
      {
        treatmentToControlRatio: 0.5,
        alpha: 0.01,
        sides: 1,
        standardizedEffect: 0.3,
        controlUnits: 80,
        controlCoefficient: 1.2,
      },
      0.18508325170715118,
    ],
    [
      'five units, fractional arms',
      { treatmentToControlRatio: 1, alpha: 0.1, sides: 2, standardizedEffect: 1.2, controlUnits: 2.5 },
      0.27943339490467156,
    ],
    ['no effect: alpha, both tails', { ...design, standardizedEffect: 0, controlUnits: 50 }, 0.05],
    ['an effect beyond all doubt', { ...design, standardizedEffect: 1e10, controlUnits: 1e10 }, 1],
    [
      'an effect beyond all doubt, other sign',
      { ...design, standardizedEffect: -1e10, controlUnits: 1e10 },
      1,
    ],
    [
      'beyond all doubt in the wrong direction',
      { ...design, sides: 1, standardizedEffect: -1e10, controlUnits: 1e10 },
      0,
    ],
  ] as const)('%s', (_, input, expected) => {
    const found = valueOf(power(input)).power;
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-10 * expected);
  });

  it('keeps its figure at a noncentrality just below and just above where the integral is no longer asked', () => {
    const huge = { ...design, treatmentToControlRatio: 1, standardizedEffect: 1 };
    expect(valueOf(power({ ...huge, controlUnits: 1.9e8 })).power).toBeCloseTo(1, 14);
    expect(valueOf(power({ ...huge, controlUnits: 2.1e8 })).power).toBe(1);
  });

  const input = { ...design, standardizedEffect: 0.1, controlUnits: 100 };
  it.each([
    ['alpha 0', { ...input, alpha: 0 }, 'invalid-input', /Alpha/],
    ['alpha 1', { ...input, alpha: 1 }, 'invalid-input', /Alpha/],
    ['alpha not a number', { ...input, alpha: NaN }, 'invalid-input', /Alpha/],
    ['no sides', { ...input, sides: 0 as 1 }, 'invalid-input', /sides/],
    ['a ratio of zero', { ...input, treatmentToControlRatio: 0 }, 'invalid-input', /ratio/],
    ['an infinite ratio', { ...input, treatmentToControlRatio: Infinity }, 'invalid-input', /ratio/],
    ['a control coefficient of zero', { ...input, controlCoefficient: 0 }, 'invalid-input', /coefficient/],
    [
      'an infinite control coefficient',
      { ...input, controlCoefficient: Infinity },
      'invalid-input',
      /coefficient/,
    ],
    ['an effect that is not a number', { ...input, standardizedEffect: NaN }, 'invalid-input', /finite/],
    ['infinitely many units', { ...input, controlUnits: Infinity }, 'invalid-input', /finite/],
    ['two units in all', { ...input, controlUnits: 2 / 3 }, 'too-few-units', /three units/],
    ['no units', { ...input, controlUnits: 0 }, 'too-few-units', /three units/],
    ['negative units', { ...input, controlUnits: -5 }, 'too-few-units', /three units/],
    [
      'a critical value and an effect both beyond float64',
      { treatmentToControlRatio: 1, sides: 2, alpha: 1e-12, standardizedEffect: 1e5, controlUnits: 1.5 },
      'not-computable',
      /float64/,
    ],
  ] as const)('refuses %s', (_, bad, reason, detail) => {
    const refused = refusal(power(bad));
    expect(refused.reason).toBe(reason);
    expect(refused.detail).toMatch(detail);
  });
});

describe('sample size', () => {
  it.each([
    [
      'one side, four times the treatment',
      { standardizedEffect: 0.25, treatmentToControlRatio: 4, alpha: 0.001, power: 0.9, sides: 1 },
      383.2054945547,
    ],
    [
      'two sides, a quarter',
      { standardizedEffect: 0.25, treatmentToControlRatio: 0.25, alpha: 0.01, power: 0.95, sides: 2 },
      1427.7898629853055,
    ],
    [
      'the other sign, two sides',
      { standardizedEffect: -0.25, treatmentToControlRatio: 0.25, alpha: 0.01, power: 0.95, sides: 2 },
      1427.7898629853055,
    ],
    [
      'non-inferiority',
      {
        standardizedEffect: 0.15,
        treatmentToControlRatio: 1,
        alpha: 0.05,
        power: 0.8,
        sides: 1,
        controlCoefficient: 0.95,
      },
      523.4472610790955,
    ],
  ] as const)('%s', (_, input, expected) => {
    const found = valueOf(sampleSize(input));
    expect(found.controlUnits / expected).toBeCloseTo(1, 10);
    expect(found.treatmentUnits).toBe(found.controlUnits * input.treatmentToControlRatio);
    expect(found.totalUnits).toBeCloseTo(found.controlUnits + found.treatmentUnits, 6);
  });

  it('needs the published 360,629 units for a conversion rate of a half and a relative effect of 1 %', () => {
    const found = valueOf(
      sampleSize({
        standardizedEffect: 0.005 / Math.sqrt(0.5),
        treatmentToControlRatio: 1,
        alpha: 0.1,
        power: 0.8,
        sides: 1,
      }),
    );
    expect(Math.floor(found.totalUnits)).toBe(360_629);
  });

  it('is where the power function passes the wanted power, from three units to 2e14', () => {
    for (const [standardizedEffect, ratio, wanted] of [
      [6, 4, 0.9],
      [5, 1, 0.99],
      [0.02, 0.25, 0.501],
      [1e-6, 0.25, 0.99],
    ] as const) {
      const test = { standardizedEffect, treatmentToControlRatio: ratio, alpha: 0.05, sides: 2 } as const;
      const { controlUnits } = valueOf(sampleSize({ ...test, power: wanted }));
      expect(valueOf(power({ ...test, controlUnits })).power).toBeCloseTo(wanted, 10);
    }
  });

  const input = {
    standardizedEffect: 0.1,
    treatmentToControlRatio: 1,
    alpha: 0.05,
    power: 0.8,
    sides: 2,
  } as const;
  it.each([
    ['no effect', { ...input, standardizedEffect: 0 }, 'invalid-input', /direction/],
    [
      'an effect against the tested side',
      { ...input, sides: 1, standardizedEffect: -0.1 },
      'invalid-input',
      /direction/,
    ],
    ['an infinite effect', { ...input, standardizedEffect: Infinity }, 'invalid-input', /direction/],
    ['an effect that is not a number', { ...input, standardizedEffect: NaN }, 'invalid-input', /direction/],
    ['a power of alpha', { ...input, power: 0.05 }, 'invalid-input', /Power/],
    ['a power of 1', { ...input, power: 1 }, 'invalid-input', /Power/],
    ['a power that is not a number', { ...input, power: NaN }, 'invalid-input', /Power/],
    ['a design without alpha', { ...input, alpha: 0 }, 'invalid-input', /Alpha/],
    [
      'an effect too small to count units for',
      { ...input, standardizedEffect: 1e-9 },
      'not-computable',
      /units/,
    ],
  ] as const)('refuses %s', (_, bad, reason, detail) => {
    const refused = refusal(sampleSize(bad));
    expect(refused.reason).toBe(reason);
    expect(refused.detail).toMatch(detail);
  });
});

describe('minimum detectable effect', () => {
  it('is the effect whose sample size this is', () => {
    const test = {
      treatmentToControlRatio: 0.5,
      alpha: 0.02,
      power: 0.9,
      sides: 1,
      controlCoefficient: 0.98,
    } as const;
    const { controlUnits } = valueOf(sampleSize({ ...test, standardizedEffect: 0.07 }));
    expect(valueOf(minimumDetectableEffect({ ...test, controlUnits })).standardizedEffect).toBeCloseTo(
      0.07,
      11,
    );
  });

  it('exists for four units', () => {
    const test = { treatmentToControlRatio: 1, alpha: 0.05, sides: 2, controlUnits: 2 } as const;
    const { standardizedEffect } = valueOf(minimumDetectableEffect({ ...test, power: 0.8 }));
    expect(valueOf(power({ ...test, standardizedEffect })).power).toBeCloseTo(0.8, 10);
  });

  const input = { ...design, controlUnits: 100, power: 0.8 };
  it.each([
    ['two units in all', { ...input, controlUnits: 2 / 3 }, 'too-few-units', /three units/],
    ['infinitely many', { ...input, controlUnits: Infinity }, 'too-few-units', /finite/],
    ['a power of alpha', { ...input, power: 0.05 }, 'invalid-input', /Power/],
    ['a power of 1', { ...input, power: 1 }, 'invalid-input', /Power/],
    ['a design without sides', { ...input, sides: 3 as 2 }, 'invalid-input', /sides/],
    [
      'a critical value beyond any effect',
      { ...input, alpha: 1e-12, controlUnits: 1 },
      'not-computable',
      /effect/,
    ],
  ] as const)('refuses %s', (_, bad, reason, detail) => {
    const refused = refusal(minimumDetectableEffect(bad));
    expect(refused.reason).toBe(reason);
    expect(refused.detail).toMatch(detail);
  });
});

it('a design whose first guess is no number is refused, and not looked for without end', () => {
  const design = { treatmentToControlRatio: 9.4e-323, alpha: 0.05, sides: 1, power: 0.8 } as const;
  expect(sampleSize({ ...design, standardizedEffect: 1e200 }).ok).toBe(false);
  expect(minimumDetectableEffect({ ...design, controlUnits: 1e6 }).ok).toBe(false);
});

it('an effect whose power leaps past the wanted one, because float64 cannot integrate between, is refused', () => {
  const design = { treatmentToControlRatio: 1, alpha: 1e-9, sides: 2, power: 0.9 } as const;
  expect(minimumDetectableEffect({ ...design, controlUnits: 2 })).toMatchObject({ reason: 'not-computable' });
  expect(sampleSize({ ...design, standardizedEffect: 1e5 })).toMatchObject({ reason: 'not-computable' });
});
