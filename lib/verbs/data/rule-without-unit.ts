import type { TargetingRule } from '../../assignment/targeting';
import { numberOf } from './find-standing';

const NOBODY: TargetingRule = { any: [] };
const EVERYBODY: TargetingRule = { all: [] };

/** The rule without a unit's id: for everyone else it says what it said. */
export function ruleWithoutUnit(rule: TargetingRule, unit: string): TargetingRule {
  const isUnit = (value: unknown) => value === unit || (value !== null && value === numberOf(unit));
  const without = (one: TargetingRule): TargetingRule => {
    if ('all' in one) return { all: one.all.map(without) };
    if ('any' in one) return { any: one.any.map(without) };
    if ('none' in one) return { none: one.none.map(without) };
    if ('audience' in one) return one;
    switch (one.operator) {
      case 'in':
      case 'not-in':
        return { ...one, value: one.value.filter((value) => !isUnit(value)) };
      case 'equals':
      case 'includes':
        return isUnit(one.value) ? NOBODY : one;
      case 'not-equals':
        return isUnit(one.value) ? EVERYBODY : one;
      // A part of a text or a limit is met by others too, and only looks like the id.
      default:
        return one;
    }
  };
  return without(rule);
}
