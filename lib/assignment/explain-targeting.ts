import { compileTargeting } from './compile-targeting';
import { explainComparison } from './explain-comparison';
import type { Scope } from './scope';
import type { Attributes, TargetingRule } from './targeting';

export interface TargetingStep {
  readonly step: 'targeting';
  readonly passed: boolean;
  /** Place in the rule: `/all/0`. */
  readonly pointer: string;
  /** The comparison as text, or "all", "any", "none", or the audience. */
  readonly rule: string;
  /** Of a comparison, for people: what the unit has, why that cannot be compared, and what is needed. */
  readonly detail?: string;
}

/** What takes the steps, whatever else it holds. */
interface Trail {
  readonly push: (...steps: TargetingStep[]) => unknown;
}

/**
 * Adds a well-formed rule and all its parts to the trail, a group before its parts, also the parts that an evaluation need not
 * ask. Each is judged as an evaluation judges it.
 */
export function explainTargeting(
  rule: TargetingRule,
  scope: Scope,
  attributes: Attributes,
  trail: Trail,
  pointer = '',
): void {
  const passed = compileTargeting(rule, scope.audiences)?.(attributes) ?? false;
  if ('attribute' in rule) {
    const text = `${rule.attribute} ${rule.operator} ${shown(rule.value)}`;
    const detail = explainComparison(rule, attributes, passed);
    trail.push({ step: 'targeting', passed, pointer, rule: text, detail });
    return;
  }
  const [name, parts] = groupOf(rule, scope);
  const text = 'audience' in rule ? `audience "${rule.audience}"` : name;
  trail.push({ step: 'targeting', passed, pointer, rule: text });
  for (const [index, part] of parts.entries()) {
    explainTargeting(part, scope, attributes, trail, `${pointer}/${name}/${index}`);
  }
}

function groupOf(
  rule: Exclude<TargetingRule, { attribute: string }>,
  { audienceRules }: Scope,
): readonly ['all' | 'any' | 'none' | 'audience', readonly TargetingRule[]] {
  if ('all' in rule) return ['all', rule.all];
  if ('any' in rule) return ['any', rule.any];
  if ('none' in rule) return ['none', rule.none];
  const saved = audienceRules.get(rule.audience)?.rule;
  return ['audience', saved === undefined ? [] : [saved]];
}

/** A long list is told by its beginning: a trail is for reading. */
function shown(value: unknown): string {
  if (!Array.isArray(value) || value.length <= 20) return JSON.stringify(value);
  return `${JSON.stringify(value.slice(0, 20)).slice(0, -1)}, and ${value.length - 20} more]`;
}
