/** What is wrong with a targeting rule, at its place (`/all/0/value`). */
export interface TargetingProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** Bounds that keep an evaluation short, whoever wrote the rule. */
export const TARGETING_LIMITS = { depth: 8, rules: 500, listItems: 1000, textCharacters: 512 } as const;

const GROUPS = ['all', 'any', 'none'] as const;

type ValueCheck = (value: unknown) => string | null;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TARGETING_LIMITS.textCharacters;
}

const scalar: ValueCheck = (value) =>
  isText(value) || Number.isFinite(value) || typeof value === 'boolean'
    ? null
    : `must be a text of at most ${TARGETING_LIMITS.textCharacters} characters, a number, true or false`;

const number: ValueCheck = (value) => (Number.isFinite(value) ? null : 'must be a number');

const text: ValueCheck = (value) =>
  isText(value) ? null : `must be a text of at most ${TARGETING_LIMITS.textCharacters} characters`;

const flag: ValueCheck = (value) => (typeof value === 'boolean' ? null : 'must be true or false');

const list: ValueCheck = (value) =>
  Array.isArray(value) &&
  value.length <= TARGETING_LIMITS.listItems &&
  value.every((item) => isText(item) || Number.isFinite(item))
    ? null
    : `must be a list of at most ${TARGETING_LIMITS.listItems} texts or numbers`;

const VALUE_CHECKS: ReadonlyMap<unknown, ValueCheck> = new Map<unknown, ValueCheck>([
  ['equals', scalar],
  ['not-equals', scalar],
  ['in', list],
  ['not-in', list],
  ['greater', number],
  ['greater-or-equal', number],
  ['less', number],
  ['less-or-equal', number],
  ['contains', text],
  ['starts-with', text],
  ['ends-with', text],
  ['exists', flag],
]);

/** The operators that a comparison may use, in the order in which a form should offer them. */
export const TARGETING_OPERATORS: readonly string[] = [...VALUE_CHECKS.keys()].filter(isText);

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
  const check = VALUE_CHECKS.get(fields.get('operator'));
  if (check === undefined) {
    problems.push({ pointer: '/operator', detail: `must be one of ${TARGETING_OPERATORS.join(', ')}` });
    return problems;
  }
  const detail = check(fields.get('value'));
  if (detail !== null) problems.push({ pointer: '/value', detail });
  return problems;
}
