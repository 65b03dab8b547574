import { TARGETING_LIMITS } from '../../assignment/limits';
import { TARGETING_OPERATORS } from '../../assignment/targeting-problems';

const { textCharacters, listItems, depth, rules } = TARGETING_LIMITS;

const text = { type: 'string', maxLength: textCharacters };
const list = { type: 'array', maxItems: listItems, items: { anyOf: [text, { type: 'number' }] } };
const textNumberOrFlag = { anyOf: [text, { type: 'number' }, { type: 'boolean' }] };
const number = { type: 'number' };
const textOrNumber = { anyOf: [text, number] };

/** What an operator's value is, where it is not a text. */
const values: ReadonlyMap<string, object> = new Map<string, object>([
  ['equals', textNumberOrFlag],
  ['not-equals', textNumberOrFlag],
  ['in', list],
  ['not-in', list],
  ['greater', number],
  ['greater-or-equal', number],
  ['less', number],
  ['less-or-equal', number],
  ['includes', textOrNumber],
  ['before', textOrNumber],
  ['after', textOrNumber],
  ['exists', { type: 'boolean' }],
]);

/** One comparison for each form of value, with the operators that take it. */
function comparisons(): readonly object[] {
  const operatorsOf = new Map<object, string[]>();
  for (const operator of TARGETING_OPERATORS) {
    const value = values.get(operator) ?? text;
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
