import { z } from 'zod';
import type { MetricEvidence, WeightPeriodUnits } from '@/lib/analysis/evidence';
import { stratifiedArm } from '@/lib/analysis/stratified-arm';
import type { Measure } from '@/lib/model/metrics/measure';
import { compareArms, type Outcome } from '@/lib/statistics';
import type { Answer } from './comparison';
import { figure } from './case-file';
import { reshape } from './method';

const period = z.object({ n0: figure, m0: figure, n1: figure, m1: figure });

export const reweightedInput = z.object({ periods: z.array(period) });

const METRIC = 'share';
const measure: Measure = {
  columns: [],
  outcome: { kind: 'mean', column: 0 },
  covariates: [],
  complete: null,
  caps: [],
  quantile: null,
};

/** The difference of two shares over periods of constant weights, by the arms that an analysis makes of them. */
export function reweighted({ periods }: z.output<typeof reweightedInput>): Outcome<Answer> {
  const units = periods.map(periodUnits);
  const control = stratifiedArm({ name: 'control', position: 0 }, METRIC, measure, units);
  if (!control.ok) return control;
  const treatment = stratifiedArm({ name: 'treatment', position: 1 }, METRIC, measure, units);
  if (!treatment.ok) return treatment;
  return reshape(
    compareArms(control.value.estimate, treatment.value.estimate, 0.05),
    ({ difference, standardError }) => ({ difference, standardError }),
  );
}

function periodUnits({ n0, m0, n1, m1 }: z.output<typeof period>, index: number): WeightPeriodUnits {
  const arm = (variant: number, n: number, mean: number) => {
    const covariances = [[(mean * (1 - mean) * n) / (n - 1)]];
    return { variant, n, waiting: 0, means: [mean], covariances, quantile: null };
  };
  const read: MetricEvidence = { ok: true, caps: [], segments: [], arms: [arm(0, n0, m0), arm(1, n1, m1)] };
  return {
    from: new Date(index),
    until: null,
    shares: [n0 / (n0 + n1), n1 / (n0 + n1)],
    isComparable: true,
    units: [n0, n1],
    metrics: new Map([[METRIC, read]]),
  };
}
