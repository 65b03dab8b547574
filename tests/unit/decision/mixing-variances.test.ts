import { describe, expect, it } from 'vitest';
import { mixingVariancesOf } from '@/lib/decision/mixing-variances';
import { tightestMixingVariance } from '@/lib/statistics/sequential/always-valid';
import { storedRefusal, valueOf } from '@/tests/support/outcomes';
import { effectOf, metricOf, planOf, resultOf } from '../charts/result-fixture';

const plan = planOf({ method: 'always-valid', plannedUnits: 4_040 });
const tightestFor = (plannedStandardError: number) =>
  valueOf(tightestMixingVariance({ plannedStandardError, alphaTwoSided: 0.05 }));

describe('the mixing variance that an always-valid plan fixes at its first look', () => {
  it('is tightest at the planned units: a quarter of them have twice the standard error', () => {
    // The interval is four standard errors wide: 0.1 / 4 now, half of that at the planned units.
    const { visit } = mixingVariancesOf(plan, resultOf());
    expect(visit).toBeCloseTo(tightestFor(0.0125), 15);
  });

  it('is tightest at the units of now where no number is planned', () => {
    const { visit } = mixingVariancesOf({ ...plan, plannedUnits: null }, resultOf());
    expect(visit).toBeCloseTo(tightestFor(0.025), 15);
  });

  it('is that of the widest treatment', () => {
    const effects = [effectOf(0, -0.02, 0.02), effectOf(0, -0.2, 0.2), effectOf(0, -0.1, 0.1)];
    const metric = metricOf({
      effects: effects.map((effect, i) => ({
        contrast: { treatment: `variant-${i}`, reference: 'control' },
        effect,
        adjustment: null,
      })),
    });
    const { visit } = mixingVariancesOf({ ...plan, plannedUnits: null }, resultOf({ metrics: [metric] }));
    expect(visit).toBeCloseTo(tightestFor(0.1), 15);
  });

  it('waits for a metric that has no figure yet, or no spread', () => {
    const blind = metricOf({
      key: 'blind',
      effect: storedRefusal('no-variance', 'Every unit has the same.'),
    });
    const equal = metricOf({ key: 'equal', effect: effectOf(0, 0, 0) });
    const found = mixingVariancesOf(plan, resultOf({ metrics: [blind, equal, metricOf()] }));
    expect(Object.keys(found)).toEqual(['visit']);
  });
});
