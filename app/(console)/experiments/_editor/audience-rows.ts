import { OPERATOR_WORDS, OPERATORS } from '@/lib/assignment/operator-words';
import { isSameValue } from '@/lib/model/changes';
import type { ExperimentInput } from '@/lib/model/experiment';

export type Targeting = ExperimentInput['targeting'];

export type Operator = Extract<Targeting, { operator: string }>['operator'];

/** One comparison as the form holds it: the value as typed, lists as their parts. */
export interface AudienceRow {
  readonly attribute: string;
  readonly operator: Operator;
  readonly value: string;
  readonly list: readonly string[];
}

/** Whether the operator's value is text, also where it reads as a number. */
function takesText(operator: Operator): boolean {
  return ['text', 'pattern', 'version'].includes(OPERATOR_WORDS[operator].operand);
}

/** The operators in the words of the form, in the order in which they are offered. */
export const operatorOptions = OPERATORS.map((value) => {
  const { operand, clause } = OPERATOR_WORDS[value];
  return { value, label: operand === 'pattern' ? `${clause} (with *)` : clause };
});

export const emptyRow: AudienceRow = { attribute: '', operator: 'equals', value: '', list: [] };

/** Who may take part, as the form holds it. */
export interface AudienceFields {
  readonly match: 'all' | 'any';
  readonly rows: readonly AudienceRow[];
  /** Key of a saved audience that units have to be in, beside the rows; empty for none. */
  readonly audience: string;
  /** A rule that rows cannot show; kept as it is. */
  readonly keptTargeting: Targeting | null;
  /** The rule that the rows were made of: two rules may mean the same, and only one of them is what was read. */
  readonly readTargeting: Targeting;
}

/** A rule as rows, where it is a flat list of comparisons, perhaps beside a saved audience; any other is kept whole. */
export function rowsOf(rule: Targeting): AudienceFields {
  return { ...shownOf(rule), readTargeting: rule };
}

/** What the form would send: the rule that was read, unless what is shown of it was changed. */
export function targetingInputOf({ keptTargeting, readTargeting, ...shown }: AudienceFields): object {
  if (keptTargeting !== null) return keptTargeting;
  const { match, rows, audience } = shown;
  const isAsRead = isSameValue({ match, rows, audience, keptTargeting }, shownOf(readTargeting));
  return isAsRead ? readTargeting : ruleOf(match, rows, audience);
}

type Shown = Omit<AudienceFields, 'readTargeting'>;

function shownOf(rule: Targeting): Shown {
  const kept: Shown = { match: 'all', rows: [], audience: '', keptTargeting: rule };
  const withAudience = audienceFirst(rule);
  if (withAudience !== null) {
    const rest = shownOf(withAudience.rest);
    return rest.keptTargeting === null && rest.audience === ''
      ? { ...rest, audience: withAudience.audience }
      : kept;
  }
  if ('none' in rule || 'audience' in rule) return kept;
  if ('operator' in rule) return { match: 'all', rows: [rowOf(rule)], audience: '', keptTargeting: null };
  const match = 'all' in rule ? 'all' : 'any';
  const parts = 'all' in rule ? rule.all : rule.any;
  const rows: AudienceRow[] = [];
  for (const part of parts) {
    if (!('operator' in part)) return kept;
    rows.push(rowOf(part));
  }
  // `any` of nothing is nobody; rows without content mean everybody.
  return match === 'any' && rows.length === 0 ? kept : { match, rows, audience: '', keptTargeting: null };
}

/** A saved audience, alone or at the head of `all`, and what has to hold beside it. */
function audienceFirst(rule: Targeting): { readonly audience: string; readonly rest: Targeting } | null {
  if ('audience' in rule) return { audience: rule.audience, rest: { all: [] } };
  if (!('all' in rule)) return null;
  const [first, ...others] = rule.all;
  if (first === undefined || !('audience' in first)) return null;
  const [only] = others;
  const isGroup = only !== undefined && others.length === 1 && 'any' in only;
  return { audience: first.audience, rest: isGroup ? only : { all: others } };
}

function rowOf(comparison: Extract<Targeting, { operator: string }>): AudienceRow {
  const { attribute, operator, value } = comparison;
  if (typeof value === 'object') return { attribute, operator, value: '', list: value.map(textOf) };
  const isText = takesText(operator);
  return { attribute, operator, value: isText ? String(value) : textOf(value), list: [] };
}

/** Text that would be read as anything else (a number, true, without its blanks) is quoted, so that it stays as it is. */
function textOf(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return scalarOf(value) === value ? value : JSON.stringify(value);
}

/** The rule that the saved audience and the rows describe together. */
export function ruleOf(match: 'all' | 'any', rows: readonly AudienceRow[], audience = ''): object {
  const comparisons = rows.map(({ attribute, operator, value, list }) => ({
    attribute,
    operator,
    value: valueOf(operator, value, list),
  }));
  if (audience !== '') {
    if (rows.length === 0) return { audience };
    return { all: [{ audience }, ...(match === 'any' ? [{ any: comparisons }] : comparisons)] };
  }
  // Without a row everybody takes part, whichever word was chosen.
  return match === 'any' && rows.length > 0 ? { any: comparisons } : { all: comparisons };
}

function valueOf(operator: Operator, value: string, list: readonly string[]): unknown {
  if (OPERATOR_WORDS[operator].operand === 'list') return list.map(scalarOf);
  if (operator === 'exists') return value !== 'false';
  if (takesText(operator)) return value;
  return scalarOf(value);
}

/** `3` is a number, `true` a truth value, `"3"` and everything else text; blanks around it count between quotes alone. */
function scalarOf(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  const number = Number(trimmed);
  // NaN and Infinity are words: no rule compares with them as numbers.
  if (Number.isFinite(number) && String(number) === trimmed) return number;
  return unquoted(trimmed) ?? trimmed;
}

/** What stands between quotes, written as JSON writes text; null where it is not so written. */
export function unquoted(text: string): string | null {
  if (!text.startsWith('"')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
