/** What a unit is known by; the unit id itself is not an attribute. */
export type Attributes = { readonly [name: string]: unknown };

/** Whether a value has attributes of its own: an object, and no list. */
export function isRecord(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * One comparison of an attribute; `user.country` is the attribute of that name or, without one, the country in `user`. An
 * absent attribute passes only `exists: false` and the negative comparisons. An attribute that is a list passes `equals` and
 * `in` when one of its items does, and their opposites when none does.
 */
export type Comparison =
  | {
      readonly attribute: string;
      readonly operator: 'equals' | 'not-equals';
      readonly value: string | number | boolean;
    }
  | {
      readonly attribute: string;
      readonly operator: 'in' | 'not-in';
      readonly value: readonly (string | number)[];
    }
  | {
      readonly attribute: string;
      readonly operator: 'greater' | 'greater-or-equal' | 'less' | 'less-or-equal';
      readonly value: number;
    }
  | {
      readonly attribute: string;
      readonly operator: 'contains' | 'starts-with' | 'ends-with';
      readonly value: string;
    }
  /** A pattern in which `*` stands for any characters, none included; `\*` and `\\` for themselves. The whole text has to match. */
  | { readonly attribute: string; readonly operator: 'matches'; readonly value: string }
  /** The attribute is a list, and this is in it. */
  | { readonly attribute: string; readonly operator: 'includes'; readonly value: string | number }
  /** Precedence of Semantic Versioning 2.0.0; "v17.2", "17" and "17.0.1.4" are versions too. Build metadata does not count. */
  | {
      readonly attribute: string;
      readonly operator:
        | 'semver-equals'
        | 'semver-greater'
        | 'semver-greater-or-equal'
        | 'semver-less'
        | 'semver-less-or-equal';
      readonly value: string;
    }
  /** Instants, each as ISO 8601 with its zone (a date alone is UTC) or as epoch milliseconds; both are strict. */
  | {
      readonly attribute: string;
      readonly operator: 'before' | 'after';
      readonly value: string | number;
    }
  | { readonly attribute: string; readonly operator: 'exists'; readonly value: boolean };

/** A tree of comparisons. `all` of nothing passes (everybody), `any` of nothing fails (nobody). */
export type TargetingRule =
  | { readonly all: readonly TargetingRule[] }
  | { readonly any: readonly TargetingRule[] }
  | { readonly none: readonly TargetingRule[] }
  /** A saved rule, by its key. */
  | { readonly audience: string }
  | Comparison;

/** `Object.hasOwn`, which is younger than the browsers that clients run in. */
export function hasOwn(object: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, name);
}
