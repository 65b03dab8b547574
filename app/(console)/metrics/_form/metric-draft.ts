import type {
  Covariate,
  MetricFacts,
  MetricKind,
  MetricMeaning,
  MetricWindow,
  PropertyCondition,
} from '@/lib/services/metrics/metric-input';
import { defaultCovariateHours } from '@/lib/services/metrics/metric-input';

/** A condition while it is typed: what is compared with is text until the operator says what it means. */
export interface ConditionDraft {
  readonly property: string;
  readonly comparison: Comparison;
  readonly value: string;
}

export interface SelectionDraft {
  readonly event: string;
  readonly where: ConditionDraft[];
}

export interface TermDraft extends SelectionDraft {
  readonly aggregate: 'count' | 'sum' | 'any';
}

/** The form's values: the fields of every kind, at the places where the definitions of the kinds have them. */
export interface MetricDraft extends MetricFacts {
  readonly kind: MetricKind;
  readonly definition: SelectionDraft & {
    /** Key of the source that is read; empty: events. */
    readonly source: string;
    readonly window: WindowDraft;
    readonly adjusts: boolean;
    /** Kept as it was read: the form offers the metric's own measure alone. */
    readonly covariate: Covariate;
    readonly winsorisation: number | '';
    readonly property: string;
    readonly numerator: TermDraft;
    readonly denominator: TermDraft;
    readonly days: { readonly from: number | ''; readonly to: number | '' };
    readonly timeZone: string;
    readonly mustBeComplete: boolean;
    readonly aggregate: 'sum' | 'mean';
    readonly quantile: number | '';
    readonly steps: SelectionDraft[];
  };
}

/** An empty field is a window without end. */
export interface WindowDraft {
  readonly startHours: number | '';
  readonly lengthHours: number | '';
  readonly mustBeComplete: boolean;
}

/** Operator and type in one choice, so that nobody has to know that 7 and "7" differ until they do. */
export const comparisons = {
  'equals-text': 'is',
  'differs-text': 'is not',
  'equals-number': '= number',
  'differs-number': '\u2260 number',
  above: '> number',
  'at-least': '\u2265 number',
  below: '< number',
  'at-most': '\u2264 number',
  'equals-true': 'is true',
  'equals-false': 'is false',
  'differs-true': 'is not true',
  'differs-false': 'is not false',
  exists: 'is there',
} as const;

export type Comparison = keyof typeof comparisons;

export function isComparison(text: string | null): text is Comparison {
  return text !== null && Object.hasOwn(comparisons, text);
}

/** Whether the comparison is with something that has to be typed. */
export function takesValue(comparison: Comparison): boolean {
  return comparison !== 'exists' && !comparison.endsWith('-true') && !comparison.endsWith('-false');
}

/** Whether the kind can be counted from rows that are a unit, a time and a value. */
export function takesSource(kind: MetricKind): boolean {
  return kind !== 'funnel' && kind !== 'distinct-count';
}

export const emptySelection: SelectionDraft = { event: '', where: [] };

const weekHours = 168;

const emptyDefinition: MetricDraft['definition'] = {
  ...emptySelection,
  source: '',
  window: { startHours: 0, lengthHours: weekHours, mustBeComplete: false },
  adjusts: true,
  covariate: { lengthHours: defaultCovariateHours(weekHours), term: null },
  winsorisation: '',
  property: '',
  numerator: { ...emptySelection, aggregate: 'sum' },
  denominator: { ...emptySelection, aggregate: 'count' },
  days: { from: 1, to: 7 },
  timeZone: 'UTC',
  mustBeComplete: true,
  aggregate: 'sum',
  quantile: 0.9,
  steps: [emptySelection, emptySelection],
};

export const emptyDraft: MetricDraft = {
  key: '',
  name: '',
  description: '',
  kind: 'proportion',
  direction: 'higher-is-better',
  unit: '',
  definition: emptyDefinition,
};

/** A stored metric as the form shows it: adjusted where it says so, and not by default. */
export function draftOf(facts: MetricFacts, metric: MetricMeaning): MetricDraft {
  const { key, name, description, direction, unit } = facts;
  return {
    ...{ key, name, description, direction, unit },
    kind: metric.kind,
    definition: {
      ...emptyDefinition,
      adjusts: false,
      ...partsOf(metric),
      source: metric.definition.source ?? '',
    },
  };
}

function partsOf(metric: MetricMeaning): Partial<MetricDraft['definition']> {
  switch (metric.kind) {
    case 'count':
    case 'sum':
    case 'mean':
    case 'distinct-count': {
      const { window, covariate, winsorisation } = metric.definition;
      const property = metric.kind === 'distinct-count' ? { property: metric.definition.property } : {};
      const cap = { winsorisation: winsorisation ?? ('' as const) };
      const shared = {
        ...selectionOf(metric.definition),
        window: windowOf(window),
        ...covariateOf(covariate),
      };
      return { ...shared, ...cap, ...property };
    }
    case 'proportion': {
      const { window, covariate } = metric.definition;
      return { ...selectionOf(metric.definition), window: windowOf(window), ...covariateOf(covariate) };
    }
    case 'ratio': {
      const { numerator, denominator, window, covariate } = metric.definition;
      return {
        numerator: { ...selectionOf(numerator), aggregate: numerator.aggregate },
        denominator: { ...selectionOf(denominator), aggregate: denominator.aggregate },
        window: windowOf(window),
        ...covariateOf(covariate),
      };
    }
    case 'retention': {
      const { days, timeZone, mustBeComplete } = metric.definition;
      return { ...selectionOf(metric.definition), days, timeZone, mustBeComplete };
    }
    case 'quantile': {
      const { aggregate, quantile, window } = metric.definition;
      return { ...selectionOf(metric.definition), aggregate, quantile, window: windowOf(window) };
    }
    case 'funnel':
      return { steps: metric.definition.steps.map(selectionOf), window: windowOf(metric.definition.window) };
    case 'time-to-event':
      return { ...selectionOf(metric.definition), window: windowOf(metric.definition.window) };
  }
}

function windowOf({ startHours, lengthHours, mustBeComplete }: MetricWindow): WindowDraft {
  return { startHours, lengthHours: lengthHours ?? '', mustBeComplete };
}

function covariateOf(covariate: Covariate | null) {
  return covariate === null ? {} : { adjusts: true, covariate };
}

function selectionOf(selection: {
  readonly event: string;
  readonly where: readonly PropertyCondition[];
}): SelectionDraft {
  return { event: selection.event, where: selection.where.map(conditionDraft) };
}

function conditionDraft(condition: PropertyCondition): ConditionDraft {
  const { property, operator } = condition;
  if (operator === 'exists') return { property, comparison: 'exists', value: '' };
  const value = String(condition.value);
  if (operator !== 'equals' && operator !== 'differs') return { property, comparison: operator, value };
  if (typeof condition.value === 'string') return { property, comparison: `${operator}-text`, value };
  if (typeof condition.value === 'number') return { property, comparison: `${operator}-number`, value };
  return { property, comparison: `${operator}-${condition.value ? 'true' : 'false'}`, value: '' };
}
