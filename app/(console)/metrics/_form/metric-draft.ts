import { OPERATOR_WORDS } from '@/lib/assignment/operator-words';
import type { PropertyCondition } from '@/lib/model/condition';
import { defaultCovariateHours } from '@/lib/model/metrics/default-covariate';
import { membersOfKind, sourceOf, type MetricKind, type MetricMeaning } from '@/lib/model/metrics/kinds';
import {
  endedWindowSchema,
  type Breakdown,
  type Caps,
  type Covariate,
  type MetricWindow,
  type RatioTerm,
} from '@/lib/model/metrics/parts';
import type { MetricFacts } from '@/lib/model/metrics/facts';
import { unquoted } from '../../experiments/_editor/audience-rows';

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
  readonly winsorisation: number | '';
  readonly winsorisationLower: number | '';
}

/** The form's values: the fields of every kind, at the places where the definitions of the kinds have them. */
export interface MetricDraft extends MetricFacts {
  readonly kind: MetricKind;
  readonly definition: SelectionDraft & {
    /** Key of the source that is read; empty: events. */
    readonly source: string;
    readonly window: WindowDraft;
    readonly adjusts: boolean;
    /** Its term is kept as it was read: the form offers the metric's own measure, and counts of other events beside it. */
    readonly covariate: Covariate;
    readonly winsorisation: number | '';
    readonly winsorisationLower: number | '';
    readonly property: string;
    /** The property to break down by; empty: none. */
    readonly breakdown: { readonly property: string; readonly largest: number | '' };
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
  in: OPERATOR_WORDS.in.clause,
  contains: OPERATOR_WORDS.contains.clause,
  'starts-with': OPERATOR_WORDS['starts-with'].clause,
  'ends-with': OPERATOR_WORDS['ends-with'].clause,
  matches: `${OPERATOR_WORDS.matches.clause} (with *)`,
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

/** Whether the form asks for a member of definitions; of those that a kind refuses it does not. */
export function asksFor(kind: MetricKind, member: string): boolean {
  return membersOfKind(kind).has(member);
}

/** Whether units count only when their window has ended, whatever anybody chooses. */
export function hasEndedWindow(kind: MetricKind): boolean {
  return membersOfKind(kind).get('window') === endedWindowSchema;
}

export const emptySelection: SelectionDraft = { event: '', where: [] };

const uncapped = { winsorisation: '', winsorisationLower: '' } as const;
const weekHours = 168;

const emptyDefinition: MetricDraft['definition'] = {
  ...emptySelection,
  source: '',
  window: { startHours: 0, lengthHours: weekHours, mustBeComplete: false },
  adjusts: true,
  covariate: { lengthHours: defaultCovariateHours(weekHours), term: null },
  ...uncapped,
  property: '',
  breakdown: { property: '', largest: 10 },
  numerator: { ...emptySelection, ...uncapped, aggregate: 'sum' },
  denominator: { ...emptySelection, ...uncapped, aggregate: 'count' },
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
      source: sourceOf(metric) ?? '',
    },
  };
}

/** The members that a definition has, whatever its kind, as the form has them. */
function partsOf({ definition }: MetricMeaning): Partial<MetricDraft['definition']> {
  return {
    ...('event' in definition && selectionOf(definition)),
    ...('window' in definition && { window: windowOf(definition.window) }),
    ...('covariate' in definition && covariateOf(definition.covariate)),
    ...('winsorisation' in definition && capsOf(definition)),
    ...('breakdown' in definition && breakdownOf(definition)),
    ...('property' in definition && { property: definition.property }),
    ...('numerator' in definition && {
      numerator: termOf(definition.numerator),
      denominator: termOf(definition.denominator),
    }),
    ...('days' in definition && {
      days: definition.days,
      timeZone: definition.timeZone,
      mustBeComplete: definition.mustBeComplete,
    }),
    ...('quantile' in definition && { quantile: definition.quantile }),
    ...('aggregate' in definition && { aggregate: definition.aggregate }),
    ...('steps' in definition && { steps: definition.steps.map(selectionOf) }),
  };
}

function termOf(term: RatioTerm): TermDraft {
  return { ...selectionOf(term), ...capsOf(term), aggregate: term.aggregate };
}

function windowOf({ startHours, lengthHours, mustBeComplete }: MetricWindow): WindowDraft {
  return { startHours, lengthHours: lengthHours ?? '', mustBeComplete };
}

function breakdownOf({ breakdown }: { readonly breakdown?: Breakdown | undefined }) {
  return breakdown === undefined ? {} : { breakdown };
}

function capsOf({ winsorisation, winsorisationLower }: Caps) {
  return {
    winsorisation: winsorisation ?? ('' as const),
    winsorisationLower: winsorisationLower ?? ('' as const),
  };
}

/** Counts of these events in the hours of the covariate; what was read with an event's name is kept. */
export function otherMeasures(
  { others = [], lengthHours }: Covariate,
  events: readonly string[],
): NonNullable<Covariate['others']> {
  return events.flatMap((event) => {
    const known = others.filter((other) => other.event === event);
    return known.length > 0 ? known : [{ event, where: [], aggregate: 'count' as const, lengthHours }];
  });
}

/** Adjusts for these attributes, each once; without any, the member is not there. */
export function withAttributes(
  { attributes: _before, ...others }: Covariate,
  attributes: readonly string[],
): Covariate {
  return attributes.length === 0 ? others : { ...others, attributes: [...new Set(attributes)] };
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
  if (operator === 'in') return { property, comparison: operator, value: listText(condition.value) };
  const value = String(condition.value);
  if (operator !== 'equals' && operator !== 'differs') return { property, comparison: operator, value };
  if (typeof condition.value === 'string') return { property, comparison: `${operator}-text`, value };
  if (typeof condition.value === 'number') return { property, comparison: `${operator}-number`, value };
  return { property, comparison: `${operator}-${condition.value ? 'true' : 'false'}`, value: '' };
}

/** A list as it is typed: its items behind commas, a text between quotes where it would be read as anything else. */
export function listText(items: readonly (string | number)[]): string {
  return items.map((item) => (isPlain(item) ? String(item) : JSON.stringify(item))).join(', ');
}

function isPlain(item: string | number): boolean {
  if (typeof item === 'number') return true;
  const [read, ...others] = itemsOf(item);
  return read === item && others.length === 0 && !item.startsWith('"');
}

export function itemsOf(text: string): readonly (string | number)[] {
  return [...text.matchAll(/\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)/g)]
    .map(([, item = '']) => item.trim())
    .filter((item) => item !== '')
    .map(itemOf);
}

function itemOf(text: string): string | number {
  const number = Number(text);
  if (Number.isFinite(number) && String(number) === text) return number;
  return unquoted(text) ?? text;
}
