import { describe, expect, it } from 'vitest';
import { metricResult } from '@/lib/analysis/metric-result';
import type { EvidenceArm } from '@/lib/analysis/evidence';
import { refusal } from '@/tests/support/outcomes';
import { runMetric, runOf } from '@/tests/support/runs';

const { variants } = runOf({});
const [control] = variants;
const covariate = { lengthHours: 24, term: null };

function refused(arms: readonly Pick<EvidenceArm, 'means' | 'covariances'>[], cap: number | null = null) {
  if (control === undefined) throw new Error('A run has a control.');
  const base = runMetric();
  const isAdjusted = (arms[0]?.means.length ?? 0) > 1;
  const metric =
    base.kind === 'sum' && isAdjusted ? { ...base, definition: { ...base.definition, covariate } } : base;
  const read = arms.map((arm, variant) => ({ variant, n: 50, waiting: 0, quantile: null, ...arm }));
  const result = metricResult(
    metric,
    { ok: true, cap, arms: read, segments: [] },
    { variants, control, alphaTwoSided: 0.05, reading: { allowed: true, alphaTwoSidedOf: () => 0.05 } },
  );
  const [effect] = result.effects;
  if (effect === undefined) throw new Error('There is no effect.');
  return refusal(effect.effect);
}

const flat = (mean: number) => ({ means: [mean], covariances: [[0]] });

describe('why a metric cannot be compared', () => {
  it('is the cap, where everything is at it', () => {
    const { reason, detail } = refused([flat(0), flat(0)], 0);
    expect(reason).toBe('no-variance');
    expect(detail).toMatch(/^The cap is 0, and nothing lies below it/);
  });

  it('is that no unit differs from another, where there is a cap that takes nothing away', () => {
    expect(refused([flat(3), flat(3)], 4).detail).toMatch(/same for every unit/);
  });

  it('is that only the arms differ: 7 against 9', () => {
    expect(refused([flat(7), flat(9)]).detail).toMatch(/although the arms differ/);
  });

  it('is the past, where it explains every unit', () => {
    // y = 2 x for each unit; every unit has a past.
    const arm = {
      means: [20, 10, 1],
      covariances: [
        [16, 8, 0],
        [8, 4, 0],
        [0, 0, 0],
      ],
    };
    const { reason, detail } = refused([arm, arm]);
    expect(reason).toBe('no-variance');
    expect(detail).toMatch(/before exposure explains the metric of every unit/);
  });

  it('is float64, where values are too small for their variance', () => {
    expect(refused([flat(2 ** -600), flat(2 ** -599)]).reason).toBe('not-computable');
  });
});
