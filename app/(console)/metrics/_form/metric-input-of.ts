import {
  takesSource,
  type ConditionDraft,
  type MetricDraft,
  type SelectionDraft,
  type TermDraft,
  type WindowDraft,
} from './metric-draft';

/** What the form sends: the fields of the chosen kind, unchecked; the verb's schema names what is wrong with them. */
export function metricInputOf({ definition, ...facts }: MetricDraft): MetricPayload {
  const { source } = definition;
  const reads = source === '' || !takesSource(facts.kind) ? null : source;
  const fields = definitionOf(facts.kind, definition, reads !== null);
  return { ...facts, definition: { version: 2, ...(reads === null ? {} : { source: reads }), ...fields } };
}

export type MetricPayload = Omit<MetricDraft, 'definition'> & {
  readonly definition: Record<string, unknown>;
};

function definitionOf(
  kind: MetricDraft['kind'],
  draft: MetricDraft['definition'],
  isOfSource: boolean,
): Record<string, unknown> {
  const window = windowOf(draft.window);
  const { term, lengthHours } = draft.covariate;
  // The past of a metric that was of events and is now of a source is its own measure again.
  const past =
    isOfSource && term !== null && term.event !== draft.source
      ? { lengthHours, term: null }
      : draft.covariate;
  const covariate = draft.adjusts ? past : null;
  const events = isOfSource ? {} : selectionOf(draft);
  const termOf = ({ aggregate, ...selected }: TermDraft) =>
    isOfSource ? { aggregate } : { ...selectionOf(selected), aggregate };
  const winsorisation = draft.winsorisation === '' ? null : draft.winsorisation;
  switch (kind) {
    case 'count':
    case 'sum':
    case 'mean':
      return { ...events, window, covariate, winsorisation };
    case 'proportion':
      return { ...events, window, covariate };
    case 'distinct-count':
      return { ...events, window, covariate, winsorisation, property: draft.property };
    case 'ratio':
      return {
        numerator: termOf(draft.numerator),
        denominator: termOf(draft.denominator),
        window,
        covariate,
      };
    case 'retention':
      return {
        ...events,
        days: draft.days,
        timeZone: draft.timeZone,
        mustBeComplete: draft.mustBeComplete,
      };
    case 'quantile':
      return { ...events, aggregate: draft.aggregate, quantile: draft.quantile, window };
    case 'funnel':
      return { steps: draft.steps.map(selectionOf), window };
    case 'time-to-event':
      return { ...events, window: { ...window, mustBeComplete: true } };
  }
}

function windowOf({ startHours, lengthHours, mustBeComplete }: WindowDraft) {
  return {
    startHours: startHours === '' ? 0 : startHours,
    lengthHours: lengthHours === '' ? null : lengthHours,
    mustBeComplete,
  };
}

function selectionOf({ event, where }: SelectionDraft) {
  return { event, where: where.map(conditionOf) };
}

function conditionOf({ property, comparison, value }: ConditionDraft): Record<string, unknown> {
  switch (comparison) {
    case 'exists':
      return { property, operator: 'exists' };
    case 'equals-true':
    case 'equals-false':
      return { property, operator: 'equals', value: comparison === 'equals-true' };
    case 'differs-true':
    case 'differs-false':
      return { property, operator: 'differs', value: comparison === 'differs-true' };
    case 'equals-text':
      return { property, operator: 'equals', value };
    case 'differs-text':
      return { property, operator: 'differs', value };
    case 'equals-number':
      return { property, operator: 'equals', value: numberOf(value) };
    case 'differs-number':
      return { property, operator: 'differs', value: numberOf(value) };
    default:
      return { property, operator: comparison, value: numberOf(value) };
  }
}

/** Null where it is no number, which the schema refuses by name. */
function numberOf(text: string): number | null {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
