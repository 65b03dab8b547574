import type { Attributes, Comparison, TargetingRule } from './targeting';
import { validateTargeting } from './targeting-problems';

export type Predicate = (attributes: Attributes) => boolean;

const nobody: Predicate = () => false;

/**
 * The attribute's value, or undefined when there is none. Own properties alone count, so that no attribute is found on
 * a prototype (`__proto__`, `constructor`); null counts as absent, because senders write it for "not known".
 */
export function attributeOf(attributes: Attributes, name: string): unknown {
  return Object.hasOwn(attributes, name) ? (attributes[name] ?? undefined) : undefined;
}

/**
 * A rule as a function, compiled once and called for each evaluation.
 *
 * Nothing is coerced: the text "5" is neither equal to nor greater than the number 5, texts compare by code unit (case
 * counts, nothing is normalised), and greater and less compare numbers alone. `not-equals` and `not-in` are the exact
 * opposites of `equals` and `in`, so an absent attribute passes them. A malformed rule, at any depth, matches nobody:
 * inside `none` too, where ignoring it would open the experiment to everybody.
 */
export function compileTargeting(rule: TargetingRule): Predicate {
  return validateTargeting(rule).length === 0 ? compileRule(rule) : nobody;
}

function compileRule(rule: TargetingRule): Predicate {
  if ('attribute' in rule) return compileComparison(rule);
  if ('all' in rule) return everyOf(rule.all.map(compileRule));
  if ('any' in rule) return someOf(rule.any.map(compileRule));
  const some = someOf(rule.none.map(compileRule));
  return (attributes) => !some(attributes);
}

function everyOf(predicates: readonly Predicate[]): Predicate {
  const [only] = predicates;
  if (only !== undefined && predicates.length === 1) return only;
  return (attributes) => {
    for (const predicate of predicates) if (!predicate(attributes)) return false;
    return true;
  };
}

function someOf(predicates: readonly Predicate[]): Predicate {
  const [only] = predicates;
  if (only !== undefined && predicates.length === 1) return only;
  return (attributes) => {
    for (const predicate of predicates) if (predicate(attributes)) return true;
    return false;
  };
}

/** One comparison as a function; also used alone to explain an evaluation. */
export function compileComparison(comparison: Comparison): Predicate {
  const { attribute } = comparison;
  switch (comparison.operator) {
    case 'equals': {
      const { value } = comparison;
      return (attributes) => attributeOf(attributes, attribute) === value;
    }
    case 'not-equals': {
      const { value } = comparison;
      return (attributes) => attributeOf(attributes, attribute) !== value;
    }
    case 'in': {
      const values = new Set<unknown>(comparison.value);
      return (attributes) => values.has(attributeOf(attributes, attribute));
    }
    case 'not-in': {
      const values = new Set<unknown>(comparison.value);
      return (attributes) => !values.has(attributeOf(attributes, attribute));
    }
    case 'exists': {
      const { value } = comparison;
      return (attributes) => (attributeOf(attributes, attribute) !== undefined) === value;
    }
    case 'greater':
    case 'greater-or-equal':
    case 'less':
    case 'less-or-equal':
      return compileNumeric(attribute, comparison.operator, comparison.value);
    case 'contains':
    case 'starts-with':
    case 'ends-with':
      return compileTextual(attribute, comparison.operator, comparison.value);
  }
}

type NumericOperator = 'greater' | 'greater-or-equal' | 'less' | 'less-or-equal';

function compileNumeric(attribute: string, operator: NumericOperator, limit: number): Predicate {
  const holds: Record<NumericOperator, (value: number) => boolean> = {
    greater: (value) => value > limit,
    'greater-or-equal': (value) => value >= limit,
    less: (value) => value < limit,
    'less-or-equal': (value) => value <= limit,
  };
  const test = holds[operator];
  return (attributes) => {
    const value = attributeOf(attributes, attribute);
    return typeof value === 'number' && test(value);
  };
}

type TextualOperator = 'contains' | 'starts-with' | 'ends-with';

function compileTextual(attribute: string, operator: TextualOperator, part: string): Predicate {
  const holds: Record<TextualOperator, (value: string) => boolean> = {
    contains: (value) => value.includes(part),
    'starts-with': (value) => value.startsWith(part),
    'ends-with': (value) => value.endsWith(part),
  };
  const test = holds[operator];
  return (attributes) => {
    const value = attributeOf(attributes, attribute);
    return typeof value === 'string' && test(value);
  };
}
