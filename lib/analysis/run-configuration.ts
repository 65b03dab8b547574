import type {
  AssignableAudience,
  AssignableHoldout,
  HashRange,
  JsonValue,
  Prerequisite,
} from '../assignment/configuration';
import type { TargetingRule } from '../assignment/targeting';
import type { ValueType } from '../assignment/value-type';
import type { PlannedSegment } from './planned-segment';
import type { MetricDirection, MetricMeaning, MetricRole } from './metric-definition';
import type { Trigger } from './trigger';

export type PlanMethod = 'fixed' | 'group-sequential' | 'always-valid';

/** A variant as a run froze it; its place in the list is its position, its colour and what exposures store. */
export interface RunVariant {
  readonly key: string;
  readonly name: string;
  readonly value: JsonValue;
  readonly weight: number;
  readonly isControl: boolean;
}

/** A metric as a run froze it: what it means, and what it is for in this experiment. */
export type RunMetric = MetricMeaning & RunMetricUse;

interface RunMetricUse {
  readonly key: string;
  readonly name: string;
  readonly direction: MetricDirection;
  /** For display: "EUR", "ms"; empty for shares and counts. */
  readonly unit: string;
  readonly version: number;
  readonly role: MetricRole;
  /** Non-inferiority margin as a share of the control mean; null: watched for harm only. */
  readonly relativeMargin: number | null;
  readonly minimumEffectRelative: number | null;
}

/** What was decided before looking. */
export interface RunPlan {
  readonly method: PlanMethod;
  readonly alphaTwoSided: number;
  readonly power: number;
  readonly spending: string;
  readonly looks: number;
  readonly plannedUnits: number | null;
  readonly plannedDays: number | null;
}

/** A source as a run froze it: what is asked, but not of whom; the connection is looked up when the run is analysed. */
export interface RunSource {
  readonly key: string;
  readonly version: number;
  readonly sql: string;
  readonly statementTimeoutMs: number;
  readonly rowLimit: number;
}

/** What a run froze of its surroundings, beside its own randomisation: see `AssignableExperiment`. */
export interface RunSurroundings {
  readonly layer: {
    readonly key: string;
    readonly salt: string;
    readonly ranges: readonly HashRange[];
  } | null;
  readonly holdouts: readonly AssignableHoldout[];
  /** The versions that the targeting names: `beta-testers@3`. */
  readonly audiences: readonly AssignableAudience[];
  readonly sticky: boolean;
  readonly prerequisite: Prerequisite | null;
}

/** Everything about a run that was fixed when it started; stored with the run and with each analysis. */
export interface RunConfiguration {
  readonly unitType: string;
  readonly valueType: ValueType;
  readonly coverage: number;
  readonly targeting: TargetingRule;
  readonly variants: readonly RunVariant[];
  readonly metrics: readonly RunMetric[];
  readonly plan: RunPlan;
  /** What every analysis is segmented by; absent: nothing. */
  readonly segments?: readonly PlannedSegment[] | undefined;
  /** Which of the exposed units are analysed; absent: all. */
  readonly trigger?: Trigger | undefined;
  /** Absent in runs from before there were layers: none of it is used. */
  readonly surroundings?: RunSurroundings | undefined;
  /** Those that the metrics read; absent: they read the platform's own events alone. */
  readonly sources?: readonly RunSource[] | undefined;
}
