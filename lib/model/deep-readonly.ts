import type { z } from 'zod';
import type { JsonValue } from '../assignment/configuration';
import type { TargetingRule } from '../assignment/targeting';

type ParsedJson = z.core.util.JSONType;

/**
 * A value that nobody may change, at every depth. Only a type: `z.readonly()` would freeze each object that is parsed, at
 * run time. Types that refer to themselves are named here, as TypeScript cannot follow them.
 */
export type DeepReadonly<Value> = unknown extends Value
  ? Value
  : ParsedJson extends Value
    ? JsonValue | Exclude<Value, ParsedJson>
    : DeepReadonlyPart<Value>;

type DeepReadonlyPart<Value> = Value extends Date | TargetingRule
  ? Value
  : { readonly [Name in keyof Value]: DeepReadonly<Value[Name]> };
