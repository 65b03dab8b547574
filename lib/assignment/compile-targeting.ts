import { TARGETING_LIMITS } from './limits';
import { isText, VALUE_TESTS } from './operators';
import { hasOwn, isRecord, type Attributes, type TargetingRule } from './targeting';

export type Predicate = (attributes: Attributes) => boolean;

/** The saved rules that a rule may name; a malformed one is null. */
export type Audiences = ReadonlyMap<string, Predicate | null>;

/**
 * The attribute's value, or undefined when there is none: `user.country` is the attribute of that name or, without one, the
 * country in `user`. Own properties alone count, so that no attribute is found on a prototype (`__proto__`,
 * `constructor`); null counts as absent, because senders write it for "not known".
 */
export function attributeOf(attributes: Attributes, name: string): unknown {
  return (
    (hasOwn(attributes, name) ? attributes[name] : null) ?? nestedIn(attributes, name, name.indexOf('.'))
  );
}

function nestedIn(attributes: Attributes, name: string, dot: number): unknown {
  const part = dot < 0 ? null : attributeOf(attributes, name.slice(0, dot));
  return isRecord(part) ? attributeOf(part, name.slice(dot + 1)) : undefined;
}

/**
 * A rule as a function, compiled once and called for each evaluation; null when anything in it, at any depth, is not
 * well formed, so that the caller fails closed: a part that is left out would, inside `none`, open the experiment to
 * everybody. What is wrong is said by `validateTargeting`, which clients do not carry.
 *
 * Nothing is coerced: the text "5" is neither equal to nor greater than the number 5, texts compare by code unit (case
 * counts, nothing is normalised), and greater and less compare numbers alone. `not-equals` and `not-in` are the exact
 * opposites of `equals` and `in`, so an absent attribute passes them.
 */
export function compileTargeting(rule: TargetingRule, audiences?: Audiences): Predicate | null {
  let rulesSeen = 0;

  const visit = (candidate: unknown, depth: number): Predicate | null => {
    rulesSeen += 1;
    if (rulesSeen > TARGETING_LIMITS.rules || depth > TARGETING_LIMITS.depth) return null;
    // What is no object has no field by the right name.
    const fields = new Map<string, unknown>(Object.entries(candidate ?? {}));
    if (fields.size === 3) return comparisonOf(fields);
    if (fields.size !== 1) return null;
    const audience = fields.get('audience');
    if (typeof audience === 'string') return audiences?.get(audience) ?? null;
    const [[group, parts] = []] = fields;
    if (!Array.isArray(parts)) return null;
    const predicates: Predicate[] = [];
    for (const part of parts) {
      const predicate = visit(part, depth + 1);
      if (predicate === null) return null;
      predicates.push(predicate);
    }
    const holds = untilOne(predicates, group !== 'all');
    if (group === 'all' || group === 'any') return holds;
    return group === 'none' ? (attributes) => !holds(attributes) : null;
  };

  return visit(rule, 1);
}

function comparisonOf(fields: ReadonlyMap<string, unknown>): Predicate | null {
  const attribute = fields.get('attribute');
  if (!isText(attribute) || attribute === '') return null;
  const test = VALUE_TESTS.get(fields.get('operator'))?.(fields.get('value')) ?? null;
  return test === null ? null : (attributes) => test(attributeOf(attributes, attribute));
}

/** Asks until one answers `decisive`, which is the answer then; the other where none does. */
function untilOne(predicates: readonly Predicate[], decisive: boolean): Predicate {
  const [only] = predicates;
  if (only !== undefined && predicates.length === 1) return only;
  return (attributes) => {
    for (const predicate of predicates) if (predicate(attributes) === decisive) return decisive;
    return !decisive;
  };
}
