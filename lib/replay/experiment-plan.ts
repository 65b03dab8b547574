import type { RecordedVariant, Recording } from './recording';
import type { ReplayOptions } from './replay-options';

/** What the replay creates, in the form of the API: a pure function of the command line and the file. */
export interface ReplayPlan {
  readonly metrics: readonly MetricBody[];
  readonly experiment: ExperimentBody;
}

export interface MetricBody {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly kind: 'mean' | 'proportion';
  readonly definition: { readonly event: string; readonly windowHours: null };
}

export interface ExperimentBody {
  readonly key: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly valueType: 'string';
  readonly variants: readonly {
    readonly key: string;
    readonly name: string;
    readonly value: string;
    readonly weight: number;
    readonly isControl: boolean;
  }[];
  readonly metrics: readonly { readonly metric: string; readonly role: 'success' }[];
  readonly plan: { readonly method: 'group-sequential'; readonly looks: 1; readonly plannedUnits: number };
}

/** A recording is looked at once, when it is complete: one look, at all of its units. */
export function planReplay(options: ReplayOptions, recording: Recording): ReplayPlan {
  const metrics = options.metrics.map(({ name, column }, index) => ({
    key: name,
    name,
    description: `Column ${column} of a replayed recording.`,
    kind: recording.metricKinds[index] ?? ('mean' as const),
    definition: { event: name, windowHours: null },
  }));
  return {
    metrics,
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

function equalWeights(variants: readonly RecordedVariant[]): ExperimentBody['variants'] {
  return variants.map(({ key, name }, index) => ({
    key,
    name,
    value: name,
    weight: 1 / variants.length,
    isControl: index === 0,
  }));
}
