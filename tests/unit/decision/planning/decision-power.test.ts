import { describe, expect, it } from 'vitest';
import { choleskyFactor, correlatedNormals, standardNormal } from '@/lib/decision/correlated-normals';
import { decisionPower, type DecisionPowerInput } from '@/lib/decision/planning/decision-power';
import { guardrail, planOf, success } from '@/tests/support/decisions';
import { refusal, valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';

const input: DecisionPowerInput = {
  plan: planOf([success('gain'), guardrail('loss', 0.02)]),
  metrics: [
    { key: 'gain', mean: 10, variance: 25, relativeDifferences: [0.02] },
    { key: 'loss', mean: 10, variance: 25, relativeDifferences: [0] },
  ],
  correlations: [
    [1, 0],
    [0, 1],
  ],
  controlUnits: 12_000,
  treatmentToControlRatios: [1],
  simulations: 200,
};
const simulate = (changes: Partial<DecisionPowerInput>, seed = 7) =>
  decisionPower({ ...input, ...changes }, seededUniform(seed));

describe('decision power by simulation', () => {
  it('is the same for the same seed, another for another, and its shares add up to 1', () => {
    const found = valueOf(simulate({}));
    expect(valueOf(simulate({}))).toEqual(found);
    expect(valueOf(simulate({}, 8))).not.toEqual(found);
    const others = Object.values(found.shares).reduce((sum, share) => sum + share, 0);
    expect(found.power + others).toBeCloseTo(1, 12);
    expect(found.shipsOf).toEqual([found.power]);
    expect(found.standardError).toBeCloseTo(Math.sqrt((found.power * (1 - found.power)) / 200), 12);
  });

  it('is near the product of the two tests’ powers when they are independent', () => {
    // Power of either one-sided test at 12,000 units a side: .9266 and .9292; 5 % of deterioration alarms split in two.
    const { power } = valueOf(simulate({ simulations: 500 }));
    expect(power).toBeGreaterThan(0.8);
    expect(power).toBeLessThan(0.9);
  });

  it('is higher when the metrics move together, and lower when they oppose each other', () => {
    const withCorrelation = (r: number) =>
      valueOf(
        simulate({
          correlations: [
            [1, r],
            [r, 1],
          ],
          controlUnits: 6000,
          simulations: 1500,
        }),
      ).power;
    const [together, apart] = [withCorrelation(1), withCorrelation(-1)];
    expect(together).toBeGreaterThan(0.65);
    expect(apart).toBeLessThan(0.55);
  });

  it('ships at most alpha when a guardrail lies at its margin', () => {
    const atMargin = input.metrics.map((m) =>
      m.key === 'loss' ? { ...m, relativeDifferences: [-0.02] } : m,
    );
    expect(valueOf(simulate({ metrics: atMargin })).power).toBeLessThan(0.08);
  });

  it('goes through the looks of the plan: a strong effect stops before all units are in', () => {
    const looks = [0.25, 0.5, 1];
    const strong = input.metrics.map((m) => ({ ...m, relativeDifferences: [0.2] }));
    const sequential = planOf(input.plan.metrics, {
      method: { kind: 'group-sequential', spending: 'pocock', looks },
    });
    expect(valueOf(simulate({ plan: sequential, metrics: strong })).power).toBe(1);
    const always = planOf(
      input.plan.metrics.map((m) => ({ ...m, mixingVariance: 0.01 })),
      { method: { kind: 'always-valid' } },
    );
    expect(valueOf(simulate({ plan: always, metrics: strong, looks })).power).toBe(1);
    expect(valueOf(simulate({ plan: always, metrics: strong })).power).toBe(1);
    expect(
      valueOf(
        simulate({
          plan: always,
          looks: [0.5],
          metrics: input.metrics.map((m) => ({ ...m, relativeDifferences: [0] })),
        }),
      ).shares.nothing,
    ).toBeGreaterThan(0.9);
  });

  it('goes on to the later looks when the first does not settle it, and adds to the units it has', () => {
    const method = { kind: 'group-sequential', spending: 'obrien-fleming', looks: [0.2, 0.6, 1] } as const;
    const { power, shares } = valueOf(simulate({ plan: planOf(input.plan.metrics, { method }) }));
    expect(power).toBeGreaterThan(0.7);
    expect(shares.invalid).toBe(0);
    const unequal = { treatmentToControlRatios: [4], controlUnits: 7500 };
    expect(valueOf(simulate(unequal)).power).toBeGreaterThan(0.75);
  });

  it('spends alpha over the looks, not at each of them', () => {
    const method = { kind: 'group-sequential', spending: 'power:1', looks: [0.5, 1] } as const;
    const plan = planOf([success('gain')], { method, alpha: 0.2 });
    const metrics = [{ key: 'gain', mean: 10, variance: 25, relativeDifferences: [0] }];
    const { power } = valueOf(simulate({ plan, metrics, correlations: [[1]], simulations: 800 }));
    expect(Math.abs(power - 0.2)).toBeLessThan(0.05);
  });

  it('counts every treatment', () => {
    const plan = planOf(input.plan.metrics, { treatments: ['b', 'c', 'd'] });
    const small = { controlUnits: 5000, simulations: 300 };
    const three = {
      treatmentToControlRatios: [1, 1, 1],
      metrics: input.metrics.map((m) => ({
        ...m,
        relativeDifferences: [0, 0, 1].map((on) => on * (m.relativeDifferences[0] ?? 0)),
      })),
    };
    const { power, shipsOf } = valueOf(simulate({ plan, ...small, ...three }));
    expect(shipsOf[2]).toBeGreaterThan(0.1);
    expect(shipsOf[0]).toBeLessThan(0.05);
    expect(shipsOf.reduce((sum, share) => sum + share, 0)).toBeCloseTo(power, 12);
  });

  it('has alarms of harm when it is harmful', () => {
    const harmful = input.metrics.map((m) => ({ ...m, relativeDifferences: [-0.1] }));
    expect(valueOf(simulate({ metrics: harmful })).shares.harm).toBe(1);
  });

  it.each([
    ['metrics in another order', { metrics: [...input.metrics].reverse() }, /order/],
    [
      'one metric under another name',
      { metrics: [input.metrics[0], { ...input.metrics[0], key: 'other' }] },
      /order/,
    ],
    ['a metric too many', { metrics: [...input.metrics, ...input.metrics] }, /order/],
    [
      'one mean that is not a number',
      { metrics: input.metrics.map((m, i) => (i === 0 ? m : { ...m, mean: NaN })) },
      /finite/,
    ],
    ['a metric too few', { metrics: input.metrics.slice(1) }, /order/],
    ['a mean that is not a number', { metrics: input.metrics.map((m) => ({ ...m, mean: NaN })) }, /finite/],
    ['no variance', { metrics: input.metrics.map((m) => ({ ...m, variance: 0 })) }, /variances/],
    ['infinite variance', { metrics: input.metrics.map((m) => ({ ...m, variance: Infinity })) }, /variances/],
    ['one unit a side', { controlUnits: 1.9 }, /two units/],
    ['one unit in the treatment', { controlUnits: 10, treatmentToControlRatios: [0.1] }, /two units/],
    ['units without end', { controlUnits: Infinity }, /two units/],
    ['a treatment without end', { treatmentToControlRatios: [Infinity] }, /two units/],
    [
      'no looks',
      {
        plan: planOf(
          input.plan.metrics.map((m) => ({ ...m, mixingVariance: 1 })),
          { method: { kind: 'always-valid' } },
        ),
        looks: [],
      },
      /two units/,
    ],
    ['a ratio too few', { treatmentToControlRatios: [] }, /two units/],
    ['no simulations', { simulations: 0 }, /Simulations/],
    ['half a simulation', { simulations: 1.5 }, /Simulations/],
    ['too many simulations', { simulations: 1_000_001 }, /Simulations/],
    [
      'impossible correlations',
      {
        correlations: [
          [1, 2],
          [2, 1],
        ],
      },
      /correlations/,
    ],
    ['correlations of other metrics', { correlations: [[1]] }, /correlations/],
    ['a plan that cannot be decided by', { plan: planOf(input.plan.metrics, { alpha: 2 }) }, /Alpha/],
  ] as const)('refuses %s', (_, changes, detail) => {
    const refused = refusal(simulate(changes as Partial<DecisionPowerInput>));
    expect(refused.reason).toBe('invalid-input');
    expect(refused.detail).toMatch(detail);
  });
});

describe('correlated normals', () => {
  it('have the factor whose product is the matrix', () => {
    expect(
      choleskyFactor([
        [4, 2],
        [2, 5],
      ]),
    ).toEqual([[2], [1, 2]]);
    expect(
      choleskyFactor([
        [1, 1],
        [1, 1],
      ]),
    ).toEqual([[1], [1, 0]]);
    expect(choleskyFactor([])).toEqual([]);
    const three =
      choleskyFactor([
        [1, 0.5, 0.2],
        [0.5, 1, 0.4],
        [0.2, 0.4, 1],
      ]) ?? [];
    for (const [i, j, value] of [
      [2, 1, 0.4],
      [2, 0, 0.2],
      [2, 2, 1],
    ] as const) {
      const product = (three[i] ?? []).reduce((sum, entry, k) => sum + entry * (three[j]?.[k] ?? 0), 0);
      expect(product).toBeCloseTo(value, 12);
    }
  });

  it.each([
    [
      'not symmetric',
      [
        [1, 0.5],
        [0.4, 1],
      ],
    ],
    [
      'not positive',
      [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ],
    ],
    ['a negative variance', [[-1]]],
    [
      'correlated with what does not vary',
      [
        [0, 0.5],
        [0.5, 1],
      ],
    ],
    [
      'not square',
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
    ['not numbers', [[NaN]]],
  ])('do not exist when the matrix is %s', (_, matrix) => {
    expect(choleskyFactor(matrix)).toBeNull();
  });

  it('are standard, correlated as asked, and finite for a uniform draw of exactly zero', () => {
    const uniform = seededUniform(3);
    const factor =
      choleskyFactor([
        [1, 0.6],
        [0.6, 1],
      ]) ?? [];
    let [sum, squares, product] = [0, 0, 0];
    for (let i = 0; i < 20_000; i += 1) {
      const [x = NaN, y = NaN] = correlatedNormals(factor, uniform);
      sum += y / 20_000;
      squares += (y * y) / 20_000;
      product += (x * y) / 20_000;
    }
    expect(Math.abs(sum)).toBeLessThan(0.03);
    expect(Math.abs(squares - 1)).toBeLessThan(0.04);
    expect(Math.abs(product - 0.6)).toBeLessThan(0.04);
    expect(standardNormal(() => 0)).toBeCloseTo(-8.29, 1);
    expect(standardNormal(() => 0.975)).toBeCloseTo(1.96, 3);
  });
});
