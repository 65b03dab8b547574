import type { JsonValue } from '../assignment/configuration';
import type { TargetingRule } from '../assignment/targeting';
import type { MetricDirection, MetricMeaning, MetricRole } from './metric-definition';

export type ValueType = 'boolean' | 'string' | 'number' | 'json';

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

/** Everything about a run that was fixed when it started; stored with the run and with each analysis. */
export interface RunConfiguration {
  readonly unitType: string;
  readonly valueType: ValueType;
  readonly coverage: number;
  readonly targeting: TargetingRule;
  readonly variants: readonly RunVariant[];
  readonly metrics: readonly RunMetric[];
  readonly plan: RunPlan;
}
