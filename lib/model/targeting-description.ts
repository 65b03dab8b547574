import { TARGETING_LIMITS } from '../assignment/limits';
import { OPERATOR_WORDS, OPERATORS, type Operand } from '../assignment/operator-words';

const { textCharacters, listItems, depth, rules } = TARGETING_LIMITS;

const text = { type: 'string', maxLength: textCharacters };
const number = { type: 'number' };
const textOrNumber = { anyOf: [text, number] };

const values: Readonly<Record<Operand, object>> = {
  scalar: { anyOf: [text, number, { type: 'boolean' }] },
  list: { type: 'array', maxItems: listItems, items: textOrNumber },
  number,
  text,
  pattern: text,
  item: textOrNumber,
  version: text,
  instant: textOrNumber,
  flag: { type: 'boolean' },
};

/** One comparison for each form of value, with the operators that take it. */
function comparisons(): readonly object[] {
  const operatorsOf = new Map<object, string[]>();
  for (const operator of OPERATORS) {
    const value = values[OPERATOR_WORDS[operator].operand];
    operatorsOf.set(value, [...(operatorsOf.get(value) ?? []), operator]);
  }
  return Array.from(operatorsOf, ([value, operators]) =>
    closed({
      attribute: { type: 'string', minLength: 1, maxLength: textCharacters },
      operator: { type: 'string', enum: operators },
      value,
    }),
  );
}

function closed(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** Where a rule stands within a rule. */
const part = { $ref: '#/$defs/TargetingRule' };

/**
 * A targeting rule as JSON Schema. Rules are judged by `validateTargeting`, which asks a little more of a version, an instant
 * or a pattern; a property test holds the two together.
 */
export const targetingDescription = {
  description: `Who takes part: a comparison of an attribute, a group of rules (all of nothing is everybody), or a saved audience by its key. A dotted attribute such as user.country is the attribute of that name or, without one, the country in user. An attribute that is a list passes equals and in when one of its items does. Versions are Semantic Versioning 2.0.0, with a leading v or fewer or more than three numbers too; instants are "2026-03-01T09:00Z", a day, or epoch milliseconds. Nested at most ${String(depth)} deep, ${String(rules)} rules in all.`,
  anyOf: [
    ...['all', 'any', 'none'].map((group) => closed({ [group]: { type: 'array', items: part } })),
    closed({ audience: text }),
    ...comparisons(),
  ],
};
