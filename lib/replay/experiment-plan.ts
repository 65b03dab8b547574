import type { Covariate } from '../model/metrics/parts';
import type { MetricMeaning } from '../model/metrics/kinds';
import type { MetricBody } from '../client/ensure-metric';
import type { Operations } from '../client/operations';
import type { RecordedTimes, RecordedVariant, Recording } from './recording';
import type { ReplayMetric, ReplayMetricKind, ReplayOptions } from './replay-options';

/** What the replay creates, in the form of the API: a pure function of the command line and the file. */
export interface ReplayPlan {
  readonly metrics: readonly MetricBody[];
  readonly experiment: Operations['createExperiment']['input'];
  /** When it was carried out; null: its run starts now. */
  readonly recorded: RecordedTimes | null;
}

/** A recording is looked at once, when it is complete: one look, at all of its units. */
export function planReplay(options: ReplayOptions, recording: Recording): ReplayPlan {
  const metrics = options.metrics.map((metric, index) => ({
    key: metric.name,
    name: metric.name,
    description: `Column ${metric.column} of a replayed recording.`,
    ...meaningOf(metric, recording.metricKinds[index] ?? 'mean', options.covariateColumn),
  }));
  return {
    metrics,
    recorded: recording.recorded,
    experiment: {
      key: options.experiment,
      name: options.experiment,
      hypothesis: `Replayed from a recording of ${String(recording.units)} units.`,
      valueType: 'string',
      variants: equalWeights(recording.variants),
      metrics: metrics.map(({ key }) => ({ metric: key, role: 'success' })),
      plan: { method: 'group-sequential', looks: 1, plannedUnits: recording.units },
    },
  };
}

/** A row's values are events from the start of the run on, its covariate an event shortly before. */
function meaningOf(
  { column, denominatorColumn, cuped, winsorisation }: ReplayMetric,
  kind: ReplayMetricKind,
  covariateColumn: string | null,
): MetricMeaning {
  const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
  const covariate: Covariate | null =
    cuped && covariateColumn !== null
      ? { lengthHours: 24, term: { aggregate: 'sum', event: covariateColumn, where: [] } }
      : null;
  const measured = { version: 2, event: column, where: [], window, covariate } as const;
  if (kind === 'proportion') return { kind, definition: measured };
  if (kind === 'mean') return { kind: 'sum', definition: { ...measured, winsorisation } };
  const sumOf = (event: string) => ({ aggregate: 'sum' as const, event, where: [] });
  return {
    kind,
    definition: {
      version: 2,
      numerator: sumOf(column),
      denominator: sumOf(denominatorColumn ?? column),
      window,
      covariate,
    },
  };
}

function equalWeights(variants: readonly RecordedVariant[]): ReplayPlan['experiment']['variants'] {
  return variants.map(({ key, name }, index) => ({
    key,
    name,
    value: name,
    weight: 1 / variants.length,
    isControl: index === 0,
  }));
}
