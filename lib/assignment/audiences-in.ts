import type { TargetingRule } from './targeting';

/** Keys of the saved audiences that a well-formed rule names, at any depth. */
export function audiencesIn(rule: TargetingRule): ReadonlySet<string> {
  if ('audience' in rule) return new Set([rule.audience]);
  return new Set(partsOf(rule).flatMap((part) => [...audiencesIn(part)]));
}

/** The same rule with each audience's key replaced, as a run does that freezes the versions that it began with. */
export function renameAudiences(rule: TargetingRule, rename: (key: string) => string): TargetingRule {
  if ('audience' in rule) return { audience: rename(rule.audience) };
  if ('all' in rule) return { all: rule.all.map((part) => renameAudiences(part, rename)) };
  if ('any' in rule) return { any: rule.any.map((part) => renameAudiences(part, rename)) };
  if ('none' in rule) return { none: rule.none.map((part) => renameAudiences(part, rename)) };
  return rule;
}

/** The rules that a group holds, none for a comparison or an audience. */
function partsOf(rule: TargetingRule): readonly TargetingRule[] {
  if ('all' in rule) return rule.all;
  if ('any' in rule) return rule.any;
  return 'none' in rule ? rule.none : [];
}
