import { OPERATOR_WORDS } from '../assignment/operator-words';
import type { Comparison, TargetingRule } from '../assignment/targeting';

/** The audience as a sentence: "Units where country is one of DE, AT and plan is not "free"". */
export function audienceSentence(rule: TargetingRule, unitType: string): string {
  if ('all' in rule && rule.all.length === 0) return `Every ${unitType}`;
  if ('any' in rule && rule.any.length === 0) return `No ${unitType}: nothing is listed that could match`;
  return `Each ${unitType} where ${clause(rule, false)}`;
}

function clause(rule: TargetingRule, nested: boolean): string {
  if ('all' in rule) return joined(rule.all, 'and', nested);
  if ('any' in rule) return joined(rule.any, 'or', nested);
  if ('none' in rule) return `not (${rule.none.map((one) => clause(one, false)).join(' or ')})`;
  if ('audience' in rule) return `they are in the audience \u201c${rule.audience}\u201d`;
  return comparison(rule);
}

function joined(rules: readonly TargetingRule[], word: 'and' | 'or', nested: boolean): string {
  if (rules.length === 0) return word === 'and' ? 'anything holds' : 'nothing holds';
  const text = rules.map((one) => clause(one, rules.length > 1)).join(` ${word} `);
  return nested && rules.length > 1 ? `(${text})` : text;
}

function comparison(rule: Comparison): string {
  if (rule.operator === 'exists') return `${rule.attribute} ${rule.value ? 'is known' : 'is not known'}`;
  return `${rule.attribute} ${OPERATOR_WORDS[rule.operator].clause} ${shown(rule.value)}`;
}

function shown(value: string | number | boolean | readonly (string | number)[]): string {
  if (typeof value === 'object') return value.map((one) => shown(one)).join(', ');
  return typeof value === 'string' ? `\u201c${value}\u201d` : String(value);
}
