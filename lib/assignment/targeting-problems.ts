import { TARGETING_LIMITS } from './limits';
import { isText, VALUE_TESTS } from './operators';

/** What is wrong with a targeting rule, at its place (`/all/0/value`). */
export interface TargetingProblem {
  readonly pointer: string;
  readonly detail: string;
}

const GROUPS = ['all', 'any', 'none'] as const;

const TEXT = `a text of at most ${TARGETING_LIMITS.textCharacters} characters`;
const NUMBER = 'must be a number';
const VERSION = 'must be a version such as "2.10.0", "v17.1" or "3.0.0-rc.1"';
const INSTANT =
  'must be an instant such as "2026-03-01T09:00Z", a day such as "2026-03-01", or epoch milliseconds';
const LIST = `must be a list of at most ${TARGETING_LIMITS.listItems} texts or numbers`;

/** What an operator's value has to be, where it is not a text. */
const VALUE_WORDS: ReadonlyMap<unknown, string> = new Map([
  ['equals', `must be ${TEXT}, a number, true or false`],
  ['not-equals', `must be ${TEXT}, a number, true or false`],
  ['in', LIST],
  ['not-in', LIST],
  ['greater', NUMBER],
  ['greater-or-equal', NUMBER],
  ['less', NUMBER],
  ['less-or-equal', NUMBER],
  ['matches', `must be ${TEXT}, in which a \\ stands before * or \\ alone`],
  ['includes', `must be ${TEXT} or a number`],
  ['semver-equals', VERSION],
  ['semver-greater', VERSION],
  ['semver-greater-or-equal', VERSION],
  ['semver-less', VERSION],
  ['semver-less-or-equal', VERSION],
  ['before', INSTANT],
  ['after', INSTANT],
  ['exists', 'must be true or false'],
]);

/** The operators that a comparison may use, in the order in which a form should offer them. */
export const TARGETING_OPERATORS: readonly string[] = [...VALUE_TESTS.keys()].filter(isText);

/**
 * Everything that is wrong with a rule; nothing means that it is a `TargetingRule`. Ask when a rule is saved, so that
 * a mistake is seen by the person who made it: an evaluation that meets such a rule targets nobody.
 */
export function validateTargeting(rule: unknown): readonly TargetingProblem[] {
  const problems: TargetingProblem[] = [];
  let rulesSeen = 0;

  const report = (pointer: string, detail: string) => {
    if (problems.length < 20) problems.push({ pointer, detail });
  };

  const visit = (candidate: unknown, pointer: string, depth: number): void => {
    rulesSeen += 1;
    if (rulesSeen > TARGETING_LIMITS.rules) {
      if (rulesSeen === TARGETING_LIMITS.rules + 1)
        report(pointer, `has more than ${TARGETING_LIMITS.rules} rules`);
      return;
    }
    if (depth > TARGETING_LIMITS.depth) {
      report(pointer, `is nested more than ${TARGETING_LIMITS.depth} deep`);
      return;
    }
    if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) {
      report(pointer, 'must be an object: {"all": [...]}, or {"attribute", "operator", "value"}');
      return;
    }
    const fields = new Map<string, unknown>(Object.entries(candidate));
    const group = GROUPS.find((name) => fields.has(name));
    if (group === undefined && fields.has('audience')) {
      if (!isText(fields.get('audience')))
        report(`${pointer}/audience`, 'must be the key of a saved audience');
      if (fields.size > 1) report(pointer, 'holds more than "audience", which stands alone');
      return;
    }
    if (group === undefined) {
      for (const problem of comparisonProblems(fields)) report(pointer + problem.pointer, problem.detail);
      return;
    }
    if (fields.size > 1) report(pointer, `holds more than "${group}": one of all, any or none, alone`);
    const parts = fields.get(group);
    if (!Array.isArray(parts)) {
      report(`${pointer}/${group}`, 'must be a list of rules');
      return;
    }
    for (let index = 0; index < parts.length && rulesSeen <= TARGETING_LIMITS.rules; index += 1) {
      visit(parts[index], `${pointer}/${group}/${index}`, depth + 1);
    }
  };

  visit(rule, '', 1);
  return problems;
}

function comparisonProblems(fields: ReadonlyMap<string, unknown>): readonly TargetingProblem[] {
  const problems: TargetingProblem[] = [];
  for (const name of fields.keys()) {
    if (name !== 'attribute' && name !== 'operator' && name !== 'value') {
      problems.push({ pointer: '', detail: `holds "${name.slice(0, 40)}", which no comparison has` });
    }
  }
  const attribute = fields.get('attribute');
  if (!isText(attribute) || attribute === '') {
    problems.push({ pointer: '/attribute', detail: 'must name an attribute' });
  }
  const operator = fields.get('operator');
  const testOf = VALUE_TESTS.get(operator);
  if (testOf === undefined) {
    problems.push({ pointer: '/operator', detail: `must be one of ${TARGETING_OPERATORS.join(', ')}` });
    return problems;
  }
  if (testOf(fields.get('value')) === null) {
    problems.push({ pointer: '/value', detail: VALUE_WORDS.get(operator) ?? `must be ${TEXT}` });
  }
  return problems;
}
