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

  it('is the grid of the values, where a quantile stands among few of them; what was read is shown', () => {
    if (control === undefined) throw new Error('A run has a control.');
    const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
    const metric = {
      ...runMetric(),
      kind: 'quantile' as const,
      definition: {
        version: 2 as const,
        event: 'paid',
        where: [],
        aggregate: 'sum' as const,
        quantile: 0.5,
        window,
      },
    };
    const arm = (variant: number, estimate: number) => ({
      variant,
      n: 400,
      waiting: 0,
      means: [],
      covariances: [],
      quantile: { estimate, lower: 0, upper: 1, distinct: 2 },
    });
    const { arms, effects } = metricResult(
      metric,
      { ok: true, cap: null, arms: [arm(0, 0), arm(1, 1)], segments: [] },
      { variants, control, alphaTwoSided: 0.05, reading: { allowed: true, alphaTwoSidedOf: () => 0.05 } },
    );
    expect(arms.map(({ mean }) => mean)).toEqual([0, 1]);
    expect(effects[0]?.effect).toMatchObject({ ok: false, reason: 'not-computable' });
    expect(effects[0]?.effect).toHaveProperty('detail', expect.stringMatching(/2 different values around/));
  });

  it('is float64, where values are too small for their variance', () => {
    expect(refused([flat(2 ** -600), flat(2 ** -599)]).reason).toBe('not-computable');
  });
});
