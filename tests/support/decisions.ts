import type { ExperimentPlan, PlannedMetric } from '@/lib/decision/plan';
import type { Health, MetricResult, Progress } from '@/lib/decision/results';
import type { Effect } from '@/lib/statistics/effect';
import type { MarginTest } from '@/lib/statistics/effects/margin-test';
import { normalCdf, normalSf } from '@/lib/statistics/distributions/normal';
import { say } from '@/lib/statistics/outcome';
import { storedRefusal } from '@/tests/support/outcomes';

export const HEALTHY: Health = { sampleRatioP: 0.5, unitsInSeveralVariantsShare: 0 };
export const AT_THE_END: Progress = { lookFractions: [1], plannedEndReached: true };

export const success = (key: string): PlannedMetric => ({ key, role: 'success', higherIsBetter: true });
export const guardrail = (key: string, relativeMargin?: number): PlannedMetric =>
  relativeMargin === undefined
    ? { key, role: 'guardrail', higherIsBetter: true }
    : { key, role: 'guardrail', higherIsBetter: true, relativeMargin };
export const quality = (key: string): PlannedMetric => ({ key, role: 'quality', higherIsBetter: true });

export function planOf(
  metrics: readonly PlannedMetric[],
  changes: Partial<ExperimentPlan> = {},
): ExperimentPlan {
  return {
    control: 'a',
    treatments: ['b'],
    metrics,
    method: { kind: 'fixed' },
    alpha: 0.05,
    sides: 1,
    alphaDeterioration: 0.05,
    power: 0.8,
    ...changes,
  };
}

/** A result whose effect has the statistic z, and whose distance to the margin, if asked for, has `zMargin`. */
export function resultAt(metric: string, z: number, zMargin?: number, variant = 'b'): MetricResult {
  const result = { metric, variant, effect: say(effectAt(z)) };
  if (zMargin === undefined) return result;
  return { ...result, nonInferiority: say(marginAt(zMargin)), beyondMargin: say(marginAt(zMargin)) };
}

/** The same of a success metric whose distance below the smallest effect of interest has `zSmaller`. */
export function smallerAt(
  result: MetricResult,
  zSmaller: number,
  possibleImprovement: number | null = null,
): MetricResult {
  return { ...result, smaller: say(marginAt(zSmaller)), possibleImprovement };
}

function marginAt(z: number): MarginTest {
  return {
    distanceToMargin: z,
    standardError: 1,
    degreesOfFreedom: Infinity,
    statistic: z,
    p: normalSf(z),
    pBeyond: normalCdf(z),
  };
}

function effectAt(z: number): Effect {
  return {
    difference: z,
    standardError: 1,
    degreesOfFreedom: Infinity,
    statistic: z,
    pTwoSided: 2 * normalSf(Math.abs(z)),
    pGreater: normalSf(z),
    pLess: normalCdf(z),
    interval: { lower: z - 1.96, upper: z + 1.96 },
    relative: storedRefusal('control-mean-not-distinguishable-from-zero', 'Not needed here.'),
  };
}
