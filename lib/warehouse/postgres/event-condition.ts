import type { PropertyCondition } from '../../analysis/metric-definition';
import { and, bind, joined, sql, type Fragment } from './fragment';

/**
 * All of the conditions on `event.properties`. A property of another JSON type than the value never meets a condition,
 * and is not cast, so that one odd event cannot fail the statement. Null where there is nothing to ask.
 */
export function eventConditions(where: readonly PropertyCondition[]): Fragment | null {
  return where.length === 0 ? null : joined(where.map(conditionOf), and);
}

function conditionOf(condition: PropertyCondition): Fragment {
  const name = bind(condition.property, 'text');
  if (condition.operator === 'exists') return sql`event.properties -> ${name} is not null`;
  const { value, operator } = condition;
  if (typeof value !== 'number') {
    const type = bind(typeof value, 'text');
    const same = operator === 'equals' ? sql`=` : sql`<>`;
    return sql`(jsonb_typeof(event.properties -> ${name}) = ${type} and event.properties ->> ${name} ${same} ${bind(String(value), 'text')})`;
  }
  return sql`case when jsonb_typeof(event.properties -> ${name}) = 'number'
        then (event.properties ->> ${name})::float8 ${comparison(operator)} ${bind(value, 'float8')} else false end`;
}

function comparison(operator: Exclude<PropertyCondition['operator'], 'exists'>): Fragment {
  switch (operator) {
    case 'equals':
      return sql`=`;
    case 'differs':
      return sql`<>`;
    case 'above':
      return sql`>`;
    case 'at-least':
      return sql`>=`;
    case 'below':
      return sql`<`;
    case 'at-most':
      return sql`<=`;
  }
}
