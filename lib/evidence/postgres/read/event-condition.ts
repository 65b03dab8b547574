import type { PropertyCondition } from '../../../model/condition';
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
  switch (condition.operator) {
    case 'exists':
      return sql`event.properties -> ${name} is not null`;
    case 'equals':
      return scalarCondition(name, sql`=`, condition.value);
    case 'differs':
      return scalarCondition(name, sql`<>`, condition.value);
    case 'above':
      return numberCondition(name, sql`>`, condition.value);
    case 'at-least':
      return numberCondition(name, sql`>=`, condition.value);
    case 'below':
      return numberCondition(name, sql`<`, condition.value);
    case 'at-most':
      return numberCondition(name, sql`<=`, condition.value);
    case 'in': {
      const items = condition.value.map((item) => sql`${bind(JSON.stringify(item), 'jsonb')}`);
      return sql`event.properties -> ${name} in (${joined(items, sql`, `)})`;
    }
    case 'contains':
      return textCondition(name, (text) => sql`strpos(${text}, ${bind(condition.value, 'text')}) > 0`);
    case 'starts-with':
      return textCondition(name, (text) => sql`starts_with(${text}, ${bind(condition.value, 'text')})`);
    case 'ends-with': {
      const end = bind(condition.value, 'text');
      return textCondition(name, (text) => sql`right(${text}, char_length(${end})) = ${end}`);
    }
    case 'matches':
      return textCondition(name, (text) => sql`${text} like ${bind(likePattern(condition.value), 'text')}`);
  }
}

type Bound = ReturnType<typeof bind>;

function scalarCondition(name: Bound, comparison: Fragment, value: string | number | boolean): Fragment {
  if (typeof value === 'number') return numberCondition(name, comparison, value);
  const type = bind(typeof value, 'text');
  return sql`(jsonb_typeof(event.properties -> ${name}) = ${type} and event.properties ->> ${name} ${comparison} ${bind(String(value), 'text')})`;
}

function numberCondition(name: Bound, comparison: Fragment, value: number): Fragment {
  return sql`case when jsonb_typeof(event.properties -> ${name}) = 'number'
        then (event.properties ->> ${name})::float8 ${comparison} ${bind(value, 'float8')} else false end`;
}

function textCondition(name: Bound, holds: (text: Fragment) => Fragment): Fragment {
  const text = sql`event.properties ->> ${name}`;
  return sql`(jsonb_typeof(event.properties -> ${name}) = 'string' and ${holds(sql`(${text})`)})`;
}

/** A pattern of `compileGlob` as one of `like`: the characters that are special in one of them only are escaped or not. */
function likePattern(pattern: string): string {
  return pattern.replaceAll(/\\[*\\]|[*%_]/g, (token) => {
    if (token === '*') return '%';
    return token === '\\*' ? '*' : token === '\\\\' ? token : `\\${token}`;
  });
}
