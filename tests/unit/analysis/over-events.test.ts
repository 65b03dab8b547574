import { describe, expect, it } from 'vitest';
import { armFigures } from '@/lib/analysis/arm-figures';
import { unitColumnsOf, unitMetricsOf } from '@/lib/exports/units-table';
import { kindFigure, measureOf } from '@/lib/model/metrics/kinds';
import { refusal, valueOf } from '../../support/outcomes';
import { runMetric } from '../../support/runs';

const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
const metric = {
  ...runMetric({ key: 'p95' }),
  kind: 'event-quantile' as const,
  definition: { version: 2 as const, event: 'load', where: [], quantile: 0.95, window },
};
const arm = (standardErrorOfShare: number) => ({
  ...{ variant: 0, n: 400, waiting: 0, means: [], covariances: [] },
  quantile: {
    ...{ estimate: 900, lower: 850, upper: 960, distinct: 70 },
    clusters: { events: 3_000, standardErrorOfShare },
  },
});

describe('a quantile over events', () => {
  it('is said to be one, with units as clusters', () => {
    expect(kindFigure('event-quantile')).toBe('quantile over events, units as clusters');
  });

  it('has its error from the order statistics, and is refused by the error of its clusters, not by the number of its units', () => {
    const figures = valueOf(armFigures('B', arm(0.02), measureOf(metric), 0.05));
    expect(Math.sqrt(figures.estimate.samplingVariance)).toBeCloseTo(110 / (2 * 1.959963984540054), 9);
    expect(figures.n).toBe(400);
    // .95 + 1.96 * .026 is beyond 1, where 400 units with one event each would have .0109.
    expect(refusal(armFigures('B', arm(0.026), measureOf(metric), 0.05)).reason).toBe('too-few-units');
  });

  it('has no column among rows of units, which say so', () => {
    const count = { ...runMetric({ key: 'bought' }) };
    const { written, leftOut } = unitMetricsOf([metric, count], new Map());
    expect(leftOut).toEqual([{ metric: 'p95', reason: 'It is a figure over events, and a row is a unit.' }]);
    expect(unitColumnsOf(written, []).map(({ name }) => name)).toEqual([
      'unit',
      'variant',
      'first_seen_at',
      'bought',
    ]);
  });
});
