import { describe, expect, it } from 'vitest';
import { lookCriterion } from '@/lib/decision/look-criterion';
import { studentTSf } from '@/lib/statistics/distributions/student-t';
import { momentsFromValues } from '@/lib/statistics/moments';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, runOf } from '@/tests/support/runs';
import { seededUniform } from '@/tests/support/seeded-random';

const criterionAt = (alphaOneSided: number) =>
  valueOf(
    lookCriterion(
      { method: { kind: 'always-valid' } },
      { lookFractions: [1], informationFractions: [1] },
      alphaOneSided,
    ),
  );

describe('an always-valid p', () => {
  it('is never below that of one look alone, and rejects exactly beyond the end of its interval', () => {
    const uniform = seededUniform(97);
    const logUniform = (from: number, to: number) => from * (to / from) ** uniform();
    for (let round = 0; round < 3_000; round += 1) {
      const degreesOfFreedom = uniform() < 0.1 ? Infinity : logUniform(1, 1e6);
      const statistic = logUniform(0.01, 200);
      const precision = {
        ...{ standardError: logUniform(1e-3, 1e3), degreesOfFreedom },
        mixingVariance: logUniform(1e-8, 1e8),
      };
      const pOneSided = studentTSf(statistic, degreesOfFreedom);
      const alphaOneSided = logUniform(1e-6, 0.2);
      const criterion = criterionAt(alphaOneSided);
      const p = criterion.pOneSided({ statistic, pOneSided, precision });
      const what = JSON.stringify({ statistic, precision, pOneSided, p });
      expect(p, what).toBeGreaterThanOrEqual(pOneSided);
      const beyond = statistic / criterion.quantileOf(precision);
      if (Math.abs(beyond - 1) > 1e-9) expect(p < alphaOneSided, what).toBe(beyond > 1);
    }
  });

  it('of two units an arm that lie close together ships nothing', () => {
    const arms = [
      [1, 1.01],
      [1.05, 1.06],
    ].map((values) => valueOf(momentsFromValues(values)));
    const [control, treatment] = arms;
    if (control === undefined || treatment === undefined) throw new Error('There are two arms.');
    const { decision } = analysed(runOf({ method: 'always-valid', plannedUnits: 40 }), [control, treatment]);
    const { outcome, answers } = valueOf(decision.decision);
    expect(outcome).toBe('keep-running');
    const better = answers.find(({ question }) => question === 'better')?.atLook;
    // Welch: t = 7.07 with 2 degrees of freedom, one-sided p = .0097.
    expect(better?.ok === true && better.value.pOneSided > 0.0097).toBe(true);
  });
});
