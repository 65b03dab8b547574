import type { Outcome } from '../statistics/outcome';
import { HEALTH_ALARM_LEVEL } from '../statistics/quality/alarm-level';
import { pearsonSampleRatio } from './pearson-sample-ratio';
import type { MetricResult } from '../model/metric-result';
import type { SampleRatio } from '../model/health';
import type { MetricEvidence } from './evidence';
import { parseMetricMeaning } from '../model/metrics/kinds';
import { metricResult } from './metric-result';
import type { RunMetric, RunVariant } from '../model/run-configuration';

/** What everything that the others were shown did, seen from those who were kept out of it. */
export interface HoldoutResult {
  /** Kept out first, as the control. */
  readonly units: readonly {
    readonly variant: string;
    readonly units: number;
    readonly expectedShare: number;
  }[];
  readonly sampleRatio: Outcome<SampleRatio>;
  readonly sampleRatioAlarm: boolean;
  readonly metrics: readonly MetricResult[];
}

interface Read {
  readonly units: readonly { readonly variant: number; readonly units: number }[];
  readonly metrics: ReadonlyMap<string, MetricEvidence>;
}

const variants: readonly RunVariant[] = [
  { key: 'held-out', name: 'Held out', value: null, weight: 0, isControl: true },
  { key: 'everybody-else', name: 'Everybody else', value: null, weight: 1, isControl: false },
];

/**
 * A metric for a comparison without a moment of exposure: nothing lies before what others were shown for certain, so the past is
 * no covariate here.
 */
export function withoutPast(metric: RunMetric): RunMetric {
  const { kind, definition, ...facts } = metric;
  if (!('covariate' in definition)) return metric;
  return { ...facts, ...parseMetricMeaning({ kind, definition: { ...definition, covariate: null } }) };
}

/** The units outside of a holdout against those in it, metric by metric, at one level of error each. */
export function holdoutResult(
  metrics: readonly RunMetric[],
  share: number,
  read: Read,
  alphaTwoSided: number,
): HoldoutResult {
  const [control] = variants;
  if (control === undefined) throw new Error('A holdout has two sides.');
  const shares = [share, 1 - share];
  const units = variants.map(({ key }, position) => ({
    variant: key,
    units: read.units.find(({ variant }) => variant === position)?.units ?? 0,
    expectedShare: shares[position] ?? 0,
  }));
  const sampleRatio = pearsonSampleRatio({ observed: units.map((side) => side.units), weights: shares });
  const reading = { allowed: true, ruleOf: null } as const;
  return {
    units,
    sampleRatio,
    sampleRatioAlarm: sampleRatio.ok && sampleRatio.value.p < HEALTH_ALARM_LEVEL,
    metrics: metrics.map((metric) =>
      metricResult(metric, read.metrics.get(metric.key), { variants, control, alphaTwoSided, reading }),
    ),
  };
}
