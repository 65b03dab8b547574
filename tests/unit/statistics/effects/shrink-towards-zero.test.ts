import { describe, expect, it } from 'vitest';
import { shrinkTowardsZero } from '@/lib/statistics';
import { expectRelative, saying, valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { standardNormal } from '@/lib/decision/correlated-normals';

// numpy 2: w = 1/se**2; t = max(0, (sum(w*y*y) - k)/sum(w)); y*t/(t + se**2); sqrt(t*se**2/(t + se**2))
const measured = {
  effects: [0.185, 0.02, -0.03, 0.06, 0.01],
  standardErrors: [0.045, 0.02, 0.025, 0.03, 0.015],
};

describe('effects shrunken towards zero', () => {
  it('take each its own share of luck away: an effect of ten standard errors less than one of one', () => {
    const { tauSquared, shrunken, standardDeviation } = valueOf(shrinkTowardsZero(measured));
    expectRelative([tauSquared], [0.0018509183797591534], 1e-12);
    expectRelative(
      [shrunken[0] ?? NaN, shrunken[4] ?? NaN],
      [0.08834548788324101, 0.008916142358033825],
      1e-12,
    );
    expectRelative([standardDeviation[0] ?? NaN], [0.031097024535125195], 1e-12);
    const { shrunken: two } = valueOf(
      shrinkTowardsZero({ effects: [0.1, 0.1, 0.1], standardErrors: [0.1, 0.01, 0.1] }),
    );
    expect(two[1]).toBeGreaterThan(0.098);
    expect(two[0]).toBeLessThan(0.06);
  });

  it('are 0, without doubt, where together they are no more than noise', () => {
    const noise = { effects: [0.5, -0.5, 1], standardErrors: [1, 1, 1] };
    expect(valueOf(shrinkTowardsZero(noise))).toEqual({
      tauSquared: 0,
      shrunken: [0, -0, 0],
      standardDeviation: [0, 0, 0],
    });
  });

  it('scale with the unit', () => {
    const { tauSquared, shrunken } = valueOf(shrinkTowardsZero(measured));
    const scaled = valueOf(
      shrinkTowardsZero({
        effects: measured.effects.map((y) => 100 * y),
        standardErrors: measured.standardErrors.map((error) => 100 * error),
      }),
    );
    expectRelative([scaled.tauSquared], [1e4 * tauSquared], 1e-12);
    expectRelative(
      scaled.shrunken,
      shrunken.map((y) => 100 * y),
      1e-12,
    );
  });

  it.each([
    [
      { effects: [1, 2], standardErrors: [1, 1] },
      'too-few-units',
      'Telling luck from what is usual takes at least 3 measured changes of a metric; there are 2.',
    ],
    [
      { effects: [1, 2, 3], standardErrors: [1, 1] },
      'invalid-input',
      'Every difference needs its standard error.',
    ],
    [
      { effects: [1, NaN, 3], standardErrors: [1, 1, 1] },
      'invalid-input',
      'effects[1] must be a finite number.',
    ],
    [
      { effects: [1, 2, 3], standardErrors: [1, 1, 0] },
      'invalid-input',
      'standardErrors[2] must be a finite number above 0.',
    ],
    [
      { effects: [1e300, 2, 3], standardErrors: [1e-300, 1, 1] },
      'not-computable',
      'The figures exceed the range of float64; choose another unit.',
    ],
  ] as const)('refuse %o', (input, reason, detail) => {
    expect(shrinkTowardsZero(input)).toEqual(saying(reason, detail));
  });

  it('find how widely true effects are spread, and lie nearer to them than what was measured', () => {
    const uniform = seededUniform(97);
    const standardErrors = Array.from({ length: 4_000 }, (_, i) => 0.5 + (i % 4) / 2);
    const truths = standardErrors.map(() => 0.8 * standardNormal(uniform));
    const effects = truths.map((truth, i) => truth + (standardErrors[i] ?? 0) * standardNormal(uniform));
    const { tauSquared, shrunken, standardDeviation } = valueOf(
      shrinkTowardsZero({ effects, standardErrors }),
    );
    expect(tauSquared).toBeCloseTo(0.64, 1);
    const lossOf = (estimates: readonly number[]) =>
      estimates.reduce((sum, estimate, i) => sum + (estimate - (truths[i] ?? 0)) ** 2, 0) / truths.length;
    const promised = standardDeviation.reduce((sum, sd) => sum + sd * sd, 0) / truths.length;
    expect(lossOf(shrunken) / promised).toBeCloseTo(1, 1);
    expect(lossOf(effects)).toBeGreaterThan(4 * promised);
  });
});
