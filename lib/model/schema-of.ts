import type { z } from 'zod';
import type { JsonValue } from '../assignment/configuration';
import type { TargetingRule } from '../assignment/targeting';
import type { DeepReadonly } from './deep-readonly';

/** Every member required at every depth, so that one that may be left out has to be there to be the same. */
type WithAllMembers<Value> = unknown extends Value
  ? Value
  : JsonValue extends Value
    ? Value
    : Value extends Date | TargetingRule
      ? Value
      : { [Name in keyof Value]-?: WithAllMembers<Exclude<Value[Name], undefined>> };

type AllMembers<Value> = WithAllMembers<DeepReadonly<Value>>;

type HasSameMembers<One, Other> = [AllMembers<One>] extends [AllMembers<Other>]
  ? [AllMembers<Other>] extends [AllMembers<One>]
    ? unknown
    : { readonly error: 'The type has members or values that the schema does not have.' }
  : { readonly error: 'The schema has members or values that the type does not have.' };

/**
 * A schema for a type of a room that knows no zod, such as an effect as it is computed. It compiles only where both have the
 * same members and values; `z.ZodType<Type>` would take a schema that forgets an optional member, and strip it in silence.
 */
export function schemaOf<Type>() {
  return <Schema extends z.ZodType<Type>>(schema: Schema & HasSameMembers<z.output<Schema>, Type>): Schema =>
    schema;
}
