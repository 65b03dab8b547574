/** What a metric counts. What each kind makes of a unit's events is said at its definition below. */
export const metricKinds = [
  'count',
  'sum',
  'mean',
  'proportion',
  'ratio',
  'retention',
  'quantile',
  'funnel',
  'time-to-event',
  'distinct-count',
] as const;

export type MetricKind = (typeof metricKinds)[number];

export type MetricDirection = 'higher-is-better' | 'lower-is-better';

export type MetricRole = 'success' | 'guardrail' | 'quality';

/** A condition on an event's property. It holds only where the property is there and has the JSON type of `value`. */
export type PropertyCondition =
  | { readonly property: string; readonly operator: 'exists' }
  | {
      readonly property: string;
      readonly operator: 'equals' | 'differs';
      readonly value: string | number | boolean;
    }
  | {
      readonly property: string;
      readonly operator: 'above' | 'at-least' | 'below' | 'at-most';
      readonly value: number;
    };

/** Events of one name that meet all conditions. */
export interface EventSelection {
  readonly event: string;
  readonly where: readonly PropertyCondition[];
}

/** What a unit's selected events come to; `any` is 1 or 0, `mean` does not exist without an event, the others are 0. */
export type Aggregate = 'count' | 'sum' | 'mean' | 'any';

export interface Term extends EventSelection {
  readonly aggregate: Exclude<Aggregate, 'mean'>;
}

/**
 * [first exposure + startHours, + lengthHours), in elapsed time; a null length ends with the horizon. With
 * `mustBeComplete` a unit counts from the moment when its window has ended.
 */
export interface MetricWindow {
  readonly startHours: number;
  readonly lengthHours: number | null;
  readonly mustBeComplete: boolean;
}

/** What is known of a unit before its first exposure: [first exposure - lengthHours, first exposure). */
export interface Covariate {
  readonly lengthHours: number;
  /** What is measured there; null: the metric's own measure. */
  readonly term: Term | null;
}

/** The form of the definition, so that what is stored keeps its meaning when the form changes. */
interface Form {
  readonly version: 2;
  /** Key of the source whose rows are counted, as events that bear this key as their name; absent: the platform's own events. */
  readonly source?: string | undefined;
}

/** count: how many events a unit had. sum: the sum of their values. Both are 0 without an event. */
export interface TotalDefinition extends Form, EventSelection {
  readonly window: MetricWindow;
  readonly covariate: Covariate | null;
  /** Order of the pooled quantile above which a unit's value counts as that quantile, such as .999; null: no cap. */
  readonly winsorisation: number | null;
}

/** proportion: 1 for a unit with such an event, else 0. */
export interface ProportionDefinition extends Form, EventSelection {
  readonly window: MetricWindow;
  readonly covariate: Covariate | null;
}

/** distinct-count: how many different values of a property a unit's events had. */
export interface DistinctCountDefinition extends TotalDefinition {
  readonly property: string;
}

/** ratio: the sum of one term over the sum of another, over all units of an arm. */
export interface RatioDefinition extends Form {
  readonly numerator: Term;
  readonly denominator: Term;
  readonly window: MetricWindow;
  readonly covariate: Covariate | null;
}

/** retention: 1 for a unit with such an event from local day `from` to `to` after first exposure (day 0), else 0. */
export interface RetentionDefinition extends Form, EventSelection {
  readonly days: { readonly from: number; readonly to: number };
  /** IANA name, such as Europe/Berlin: whose midnights part the days. */
  readonly timeZone: string;
  readonly mustBeComplete: boolean;
}

/** quantile: of the units' sums (0 without an event) or means (units with an event). */
export interface QuantileDefinition extends Form, EventSelection {
  readonly aggregate: 'sum' | 'mean';
  /** Order, strictly between 0 and 1: .9 for the 90th percentile. */
  readonly quantile: number;
  readonly window: MetricWindow;
}

/** funnel: 1 for a unit that did all steps in the window, each strictly after the one before, else 0. */
export interface FunnelDefinition extends Form {
  readonly steps: readonly EventSelection[];
  readonly window: MetricWindow;
}

/** time-to-event: hours from the window's start to the first event; the window's length for a unit without one. */
export interface TimeToEventDefinition extends Form, EventSelection {
  readonly window: MetricWindow & { readonly lengthHours: number; readonly mustBeComplete: true };
}

/** A kind with the definition that belongs to it. */
export type MetricMeaning =
  | { readonly kind: 'count' | 'sum' | 'mean'; readonly definition: TotalDefinition }
  | { readonly kind: 'proportion'; readonly definition: ProportionDefinition }
  | { readonly kind: 'distinct-count'; readonly definition: DistinctCountDefinition }
  | { readonly kind: 'ratio'; readonly definition: RatioDefinition }
  | { readonly kind: 'retention'; readonly definition: RetentionDefinition }
  | { readonly kind: 'quantile'; readonly definition: QuantileDefinition }
  | { readonly kind: 'funnel'; readonly definition: FunnelDefinition }
  | { readonly kind: 'time-to-event'; readonly definition: TimeToEventDefinition };

/** Key of the source that a metric reads; null: the platform's own events. */
export function sourceOf({ definition }: MetricMeaning): string | null {
  return definition.source ?? null;
}

/** Whether what the kind measures was there before exposure just as it is after it. */
export function takesCovariate(kind: MetricKind): boolean {
  return ['count', 'sum', 'mean', 'proportion', 'ratio', 'distinct-count'].includes(kind);
}

/** Whether the kind's figure is a share of units, to be shown in percent. */
export function isShare(kind: MetricKind): boolean {
  return kind === 'proportion' || kind === 'retention' || kind === 'funnel';
}
