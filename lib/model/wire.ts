import type { JsonValue } from '../assignment/configuration';
import type { TargetingRule } from '../assignment/targeting';

/** What becomes of a value on its way as JSON: instants are texts. Types that refer to themselves are JSON already. */
export type Wire<Value> = unknown extends Value
  ? Value
  : JsonValue extends Value
    ? Value
    : Value extends Date
      ? string
      : Value extends TargetingRule | string | number | boolean | null | undefined
        ? Value
        : { readonly [Name in keyof Value]: Wire<Value[Name]> };
