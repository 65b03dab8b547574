import type { AnalysisResult } from '@/lib/model/analysis-result';
import type { MetricResult } from '@/lib/model/metric-result';
import type { RunPlan } from '@/lib/model/run-configuration';
import type { Effect, Interval } from '@/lib/statistics/effect';
import { say, type Outcome } from '@/lib/statistics/outcome';
import { storedRefusal } from '@/tests/support/outcomes';

/** An effect whose absolute and relative intervals have the same signs; only what charts read is of interest. */
export function effectOf(difference: number, lower: number, upper: number): Outcome<Effect> {
  return say({
    difference,
    standardError: (upper - lower) / 4,
    degreesOfFreedom: 1000,
    statistic: 2,
    pTwoSided: 0.04,
    pGreater: 0.02,
    pLess: 0.98,
    interval: { lower, upper },
    relative: say({ difference, interval: { lower, upper } }),
  });
}

/** An effect in the metric's unit without a relative one. */
export function absoluteOnly(interval: Interval): Outcome<Effect> {
  const effect = effectOf(0, interval.lower, interval.upper);
  return effect.ok
    ? say({
        ...effect.value,
        relative: storedRefusal('control-mean-not-distinguishable-from-zero', 'More units.'),
      })
    : effect;
}

export function metricOf(
  changes: Partial<MetricResult> & { readonly effect?: Outcome<Effect> } = {},
): MetricResult {
  const { effect = effectOf(0.1, 0.05, 0.15), ...rest } = changes;
  return {
    key: 'visit',
    name: 'Visit',
    kind: 'proportion',
    role: 'success',
    direction: 'higher-is-better',
    unit: '',
    relativeMargin: null,
    minimumEffectRelative: null,
    arms: [
      { variant: 'control', n: 500, mean: 0.1, variance: 0.09, waiting: 0, joint: null },
      { variant: 'treatment', n: 510, mean: 0.11, variance: 0.0979, waiting: 0, joint: null },
    ],
    failure: null,
    cap: null,
    caps: [],
    effects: [{ contrast: { treatment: 'treatment', reference: 'control' }, effect, adjustment: null }],
    segments: [],
    ...rest,
  };
}

export function resultOf(changes: Partial<AnalysisResult> = {}): AnalysisResult {
  return {
    alphaTwoSided: 0.05,
    control: 'control',
    variants: [
      { key: 'control', name: 'Control', isControl: true, units: 500, expectedShare: 0.5 },
      { key: 'treatment', name: 'Treatment', isControl: false, units: 510, expectedShare: 0.5 },
    ],
    health: {
      sampleRatio: say({ statistic: 0.1, degreesOfFreedom: 1, p: 0.75 }),
      sampleRatioAlarm: false,
      sequentialSampleRatio: null,
      periodRatios: [],
      segmentRatios: [],
      segmentRatioAlarm: false,
      preExposureBias: [],
      delays: null,
      unitsInTwoVariants: 0,
    },
    dailyUnits: [],
    segments: [],
    metrics: [metricOf()],
    overTime: null,
    ...changes,
  };
}

export function planOf(changes: Partial<RunPlan> = {}): RunPlan {
  return {
    method: 'group-sequential',
    alphaTwoSided: 0.05,
    power: 0.8,
    spending: 'obrien-fleming',
    looks: 5,
    plannedUnits: null,
    plannedDays: null,
    ...changes,
  };
}
