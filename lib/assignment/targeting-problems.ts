import { TARGETING_LIMITS } from './limits';
import { isOperator, OPERATOR_WORDS, OPERATORS, type Operand } from './operator-words';
import { isText, VALUE_TESTS } from './operators';

/** What is wrong with a targeting rule, at its place (`/all/0/value`). */
export interface TargetingProblem {
  readonly pointer: string;
  readonly detail: string;
}

const GROUPS = ['all', 'any', 'none'] as const;

const TEXT = `a text of at most ${TARGETING_LIMITS.textCharacters} characters`;
/** What a condition's value has to be. */
const OPERAND_PROBLEMS: Readonly<Record<Operand, string>> = {
  scalar: `must be ${TEXT}, a number, true or false`,
  list: `must be a list of at most ${TARGETING_LIMITS.listItems} texts or numbers`,
  number: 'must be a number',
  text: `must be ${TEXT}`,
  pattern: `must be ${TEXT}, in which a \\ stands before * or \\ alone`,
  item: `must be ${TEXT} or a number`,
  version: 'must be a version such as "2.10.0", "v17.1" or "3.0.0-rc.1"',
  instant:
    'must be an instant such as "2026-03-01T09:00Z", a day such as "2026-03-01", or epoch milliseconds',
  flag: 'must be true or false',
};

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
  if (!isOperator(operator)) {
    problems.push({ pointer: '/operator', detail: `must be one of ${OPERATORS.join(', ')}` });
    return problems;
  }
  if ((VALUE_TESTS.get(operator)?.(fields.get('value')) ?? null) === null) {
    problems.push({ pointer: '/value', detail: OPERAND_PROBLEMS[OPERATOR_WORDS[operator].operand] });
  }
  return problems;
}
