/**
 * How a unit's events become one number. `mean`: the sum of the event's values in the unit's window, 0 without an
 * event. `proportion`: 1 if there was such an event in the window, else 0. The window opens at the unit's first exposure.
 */
export interface MetricDefinition {
  readonly event: string;
  /** Length of the conversion window after first exposure, in hours; null: until the analysis' horizon. */
  readonly windowHours: number | null;
}

export type MetricKind = 'mean' | 'proportion';

export type MetricDirection = 'higher-is-better' | 'lower-is-better';

export type MetricRole = 'success' | 'guardrail' | 'quality';
