import type { ExperimentInput } from '@/lib/services/experiments/experiment-input';

export type Targeting = ExperimentInput['targeting'];

export type Operator = Extract<Targeting, { operator: string }>['operator'];

/** One comparison as the form holds it: the value as typed, lists as their parts. */
export interface AudienceRow {
  readonly attribute: string;
  readonly operator: Operator;
  readonly value: string;
  readonly list: readonly string[];
}

/** The operators in the words of the form, in the order in which they are offered. */
export const operatorOptions: readonly { readonly value: Operator; readonly label: string }[] = [
  { value: 'equals', label: 'is' },
  { value: 'not-equals', label: 'is not' },
  { value: 'in', label: 'is one of' },
  { value: 'not-in', label: 'is none of' },
  { value: 'greater', label: 'is greater than' },
  { value: 'greater-or-equal', label: 'is at least' },
  { value: 'less', label: 'is less than' },
  { value: 'less-or-equal', label: 'is at most' },
  { value: 'contains', label: 'contains' },
  { value: 'starts-with', label: 'starts with' },
  { value: 'ends-with', label: 'ends with' },
  { value: 'exists', label: 'is known' },
];

export const emptyRow: AudienceRow = { attribute: '', operator: 'equals', value: '', list: [] };

interface AudienceFields {
  readonly match: 'all' | 'any';
  readonly rows: readonly AudienceRow[];
  readonly keptTargeting: Targeting | null;
}

/** A rule as rows, where it is a flat list of comparisons; any other rule is kept whole. */
export function rowsOf(rule: Targeting): AudienceFields {
  const kept: AudienceFields = { match: 'all', rows: [], keptTargeting: rule };
  if ('none' in rule || 'audience' in rule) return kept;
  if ('operator' in rule) return { match: 'all', rows: [rowOf(rule)], keptTargeting: null };
  const match = 'all' in rule ? 'all' : 'any';
  const parts = 'all' in rule ? rule.all : rule.any;
  const rows: AudienceRow[] = [];
  for (const part of parts) {
    if (!('operator' in part)) return kept;
    rows.push(rowOf(part));
  }
  // `any` of nothing is nobody; rows without content mean everybody.
  return match === 'any' && rows.length === 0 ? kept : { match, rows, keptTargeting: null };
}

function rowOf(comparison: Extract<Targeting, { operator: string }>): AudienceRow {
  const { attribute, operator, value } = comparison;
  if (typeof value === 'object') return { attribute, operator, value: '', list: value.map(textOf) };
  return { attribute, operator, value: textOf(value), list: [] };
}

/** Text that reads as a number or as true or false is quoted, so that it stays text. */
function textOf(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return typeof scalarOf(value) === 'string' && !value.startsWith('"') ? value : JSON.stringify(value);
}

/** The rule that the rows describe. */
export function ruleOf(match: 'all' | 'any', rows: readonly AudienceRow[]): object {
  const comparisons = rows.map(({ attribute, operator, value, list }) => ({
    attribute,
    operator,
    value: valueOf(operator, value, list),
  }));
  // Without a row everybody takes part, whichever word was chosen.
  return match === 'any' && rows.length > 0 ? { any: comparisons } : { all: comparisons };
}

function valueOf(operator: Operator, value: string, list: readonly string[]): unknown {
  if (operator === 'in' || operator === 'not-in') return list.map(scalarOf);
  if (operator === 'exists') return value !== 'false';
  if (operator === 'contains' || operator === 'starts-with' || operator === 'ends-with') return value;
  return scalarOf(value);
}

/** `3` is a number, `true` a truth value, `"3"` and everything else text. */
function scalarOf(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  if (trimmed !== '' && String(Number(trimmed)) === trimmed) return Number(trimmed);
  if (/^".*"$/.test(trimmed)) return trimmed.slice(1, -1);
  return trimmed;
}
