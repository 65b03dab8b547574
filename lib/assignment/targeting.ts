/** What a unit is known by; the unit id itself is not an attribute. */
export type Attributes = { readonly [name: string]: unknown };

/** One comparison of an attribute. An absent attribute passes only `exists: false` and the negative comparisons. */
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
  | { readonly attribute: string; readonly operator: 'exists'; readonly value: boolean };

/** A tree of comparisons. `all` of nothing passes (everybody), `any` of nothing fails (nobody). */
export type TargetingRule =
  | { readonly all: readonly TargetingRule[] }
  | { readonly any: readonly TargetingRule[] }
  | { readonly none: readonly TargetingRule[] }
  | Comparison;
