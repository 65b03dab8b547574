import { describe, expect, it } from 'vitest';
import { curveMetrics, planCurve, tablePoints } from '@/lib/charts/plan-curve';
import { plannedFigures } from '@/lib/decision/planning/plan-experiment';
import type { ExperimentPlanning } from '@/lib/model/planning';
import { planSchema } from '@/lib/model/plan';
import { cannotSay, say } from '@/lib/statistics';

const unknown = cannotSay('too-few-units', 'no-baseline-yet', { metric: 'unknown', days: 28 });
const known = say({ mean: 10, variance: 100, varianceReduction: 0, source: 'typed' as const, units: null });
const metric = {
  direction: 'higher-is-better',
  spread: 'level',
  skewness: null,
  windowDays: 0,
  baseline: known,
} as const;
const figures = plannedFigures({
  variants: [
    { key: 'control', weight: 0.5, isControl: true },
    { key: 'treatment', weight: 0.5, isControl: false },
  ],
  metrics: [
    { ...metric, key: 'watched', role: 'guardrail', relativeMargin: null, minimumEffectRelative: null },
    { ...metric, key: 'gain', role: 'success', relativeMargin: null, minimumEffectRelative: 0.05 },
    {
      ...metric,
      key: 'unknown',
      role: 'quality',
      relativeMargin: null,
      minimumEffectRelative: null,
      baseline: unknown,
    },
  ],
  plan: planSchema.parse({ method: 'fixed' }),
  newUnitsByDay: say([1_000]),
  units: null,
  days: null,
  seed: 1,
});
const planning: ExperimentPlanning = {
  ...figures,
  ...{ changes: [], warnings: [], traffic: unknown, planning: null },
};

describe('the curve of a plan', () => {
  it('is there for metrics with a baseline, the one that forces the size first', () => {
    expect(curveMetrics(planning)).toEqual(['gain', 'watched']);
    expect(planCurve(planning, 'unknown')).toBeNull();
    expect(planCurve(planning, 'nobody')).toBeNull();
  });

  it('goes through the offered size at the effect that is wanted', () => {
    const curve = planCurve(planning, 'gain');
    expect(curve?.wanted).toBe(0.05);
    expect(curve?.considered?.relative).toBeCloseTo(0.05, 5);
    expect(curve?.considered?.units).toBe(planning.considered.units);
  });

  it('has a table twin of few points, the offered size among them', () => {
    const curve = planCurve(planning, 'gain');
    const points = curve === null ? [] : tablePoints(curve);
    expect(points.length).toBeLessThan(11);
    expect(points).toContain(curve?.considered);
  });
});
