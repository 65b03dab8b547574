import { OPERATOR_WORDS } from '../../assignment/operator-words';
import { TARGETING_OPERATORS, type PropertyCondition } from '../condition';
import type { EventSelection, Term } from './parts';

// What the sentences of the kinds are put together from.

/** The events of a selection: "purchase where plan is pro". */
export function eventWords({ event, where }: EventSelection): string {
  return where.length === 0 ? event : `${event} where ${where.map(conditionWords).join(' and ')}`;
}

/** A term: "sum of purchase". */
export function termWords({ aggregate, ...events }: Term): string {
  const words = { count: 'number of', sum: 'sum of', any: 'units with' } as const;
  return `${words[aggregate]} ${eventWords(events)}`;
}

/** The order of a quantile: "99.9 %". */
export function percentWords(quantile: number): string {
  return `${String(Number((quantile * 100).toFixed(4)))} %`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function conditionWords(condition: PropertyCondition): string {
  const { property, operator } = condition;
  if (!('value' in condition)) return `${property} is there`;
  const { value } = condition;
  const shown = typeof value === 'object' ? value.join(', ') : String(value);
  return `${property} ${OPERATOR_WORDS[TARGETING_OPERATORS[operator]].clause} ${shown}`;
}
