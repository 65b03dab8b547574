import type { z } from 'zod';
import type { Scope } from '../auth/authorise';
import type { Context } from '../auth/context';
import type { Permission } from '../auth/permissions';
import type { Place } from '../doors/places';

/** How a verb is called over HTTP, beside the place that it has by its name. */
export interface DoorFacts {
  readonly summary: string;
  /** Its name in the API's description, and so in generated clients: it never changes. Left out: the verb's name. */
  readonly operation?: string;
  /** Whether the caller says in If-Match which version it read: the input's `version`. */
  readonly ifMatch?: 'required' | 'optional';
  /** 201: the result was made by the call. Left out: 200, and 204 where the verb has no output. */
  readonly status?: 201;
  /** Of what is made and has no key: it can be read as the newest of its run. */
  readonly place?: 'latest-of-run';
  /** Describes the body where the input does not: a schema with a transform, say. */
  readonly body?: z.ZodType;
  /** The answer holds outcomes: each that has no figure also gets its sentence, as `detail`. */
  readonly hasOutcomes?: true;
  /** Of what there is none where the result is null: then the answer is 404. */
  readonly missing?: string;
}

/** A door in its place. What of the input stands in the path, the query, the body or If-Match follows from the input. */
export type Door = DoorFacts & Place;

/** What a verb says of itself. */
export interface VerbFacts {
  readonly permission: Permission;
  readonly scope: Exclude<Scope, object>;
  /** Parses what the caller sent. */
  readonly input: z.ZodType;
  /** Describes the result; left out: there is none, or no door shows it. */
  readonly output?: z.ZodType | undefined;
  /** Actions of its audit entries, such as `layer.create`; none: it only reads. */
  readonly records: readonly string[];
}

/**
 * A verb: call it, or read what it says of itself. Throws ForbiddenError and InvalidInputError, and what its comment says.
 * Its `name` is a function's.
 */
export interface Verb<
  Result = unknown,
  Input extends z.ZodType = z.ZodType,
  Name extends string = string,
  Output extends z.ZodType = z.ZodType,
  Facts extends DoorFacts = DoorFacts,
> extends VerbFacts {
  readonly name: Name;
  readonly input: Input;
  readonly output?: Output | undefined;
  /** Left out: only the console and the platform's own programs call it. */
  readonly door?: (Facts & Place) | undefined;
  (request: { readonly ctx: Context; readonly input?: unknown }): Promise<Result>;
}
