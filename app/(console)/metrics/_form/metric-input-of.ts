import {
  itemsOf,
  asksFor,
  hasEndedWindow,
  type ConditionDraft,
  type MetricDraft,
  type SelectionDraft,
  type TermDraft,
  type WindowDraft,
} from './metric-draft';

/** What the form sends: the fields of the chosen kind, unchecked; the verb's schema names what is wrong with them. */
export function metricInputOf({ definition, ...facts }: MetricDraft): MetricPayload {
  const { source } = definition;
  const reads = source === '' || !asksFor(facts.kind, 'source') ? null : source;
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
  const window = { ...windowOf(draft.window), ...(hasEndedWindow(kind) && { mustBeComplete: true }) };
  const { term } = draft.covariate;
  // The past of a metric that was of events and is now of a source is its own measure again.
  const past =
    isOfSource && term !== null && term.event !== draft.source
      ? { ...draft.covariate, term: null }
      : draft.covariate;
  const { others = [], ...alone } = past;
  // The rows of a source are of one kind.
  const adjusting = isOfSource && others.length > 0 ? alone : past;
  const covariate = draft.adjusts ? adjusting : null;
  const events = isOfSource ? {} : selectionOf(draft);
  const termOf = ({
    aggregate,
    winsorisation: upper,
    winsorisationLower: lower,
    ...selected
  }: TermDraft) => ({
    ...(isOfSource ? {} : selectionOf(selected)),
    aggregate,
    ...given('winsorisation', upper),
    ...given('winsorisationLower', lower),
  });
  const caps = {
    winsorisation: draft.winsorisation === '' ? null : draft.winsorisation,
    ...given('winsorisationLower', draft.winsorisationLower),
  };
  const breakdown = isOfSource || draft.breakdown.property === '' ? undefined : draft.breakdown;
  const all = {
    ...events,
    ...caps,
    ...{ window, covariate, breakdown },
    numerator: termOf(draft.numerator),
    denominator: termOf(draft.denominator),
    steps: draft.steps.map(selectionOf),
    property: draft.property,
    ...{ days: draft.days, timeZone: draft.timeZone, mustBeComplete: draft.mustBeComplete },
    ...{ aggregate: draft.aggregate, quantile: draft.quantile },
  };
  return Object.fromEntries(
    Object.entries(all).filter(([member, value]) => value !== undefined && asksFor(kind, member)),
  );
}

/** An empty field is left out. */
function given(name: string, value: number | ''): Record<string, number> {
  return value === '' ? {} : { [name]: value };
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
    case 'in':
      return { property, operator: comparison, value: itemsOf(value) };
    case 'contains':
    case 'starts-with':
    case 'ends-with':
    case 'matches':
      return { property, operator: comparison, value };
    default:
      return { property, operator: comparison, value: numberOf(value) };
  }
}

/** Null where it is no number, which the schema refuses by name. */
function numberOf(text: string): number | null {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
