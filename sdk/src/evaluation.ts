import type { JsonValue } from '../../lib/assignment/configuration';

/** Who or what is evaluated. */
export interface Subject {
  /** Id of the unit that experiments randomise: a user, device or account. 1 to 512 characters. */
  readonly unit: string;
  /** What targeting may ask about. */
  readonly attributes?: { readonly [name: string]: unknown } | undefined;
  /**
   * Of the person behind the unit, where a server evaluates for them: exposures of declared crawlers are no evidence. Left
   * out in a page, whose browser says it itself.
   */
  readonly userAgent?: string | undefined;
  /** False: only looks, the unit does not meet the variant. Left out: it does. */
  readonly expose?: boolean | undefined;
}

/** OpenFeature's words for why a value is what it is. */
export type EvaluationReason = 'SPLIT' | 'TARGETING_MATCH' | 'DEFAULT' | 'DISABLED' | 'STATIC' | 'ERROR';

export type EvaluationErrorCode =
  | 'PROVIDER_NOT_READY'
  | 'FLAG_NOT_FOUND'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'TYPE_MISMATCH'
  | 'GENERAL';

/** The outcome for one unit. With `reason` ERROR the value is the default, and `errorCode` says why. */
export interface Evaluation<Value = JsonValue> {
  /** Of the variant; for whom there is none, of the experiment's default variant, or else the default in the code. */
  readonly value: Value;
  /** Key of the variant that the unit has; null: none. */
  readonly variant: string | null;
  readonly reason: EvaluationReason;
  /** What decided where it was no split: NOT_TARGETED, NOT_COVERED, HELD_OUT, FORCED, SHIPPED and so on. */
  readonly cause?: string | undefined;
  readonly run?: number | undefined;
  readonly errorCode?: EvaluationErrorCode | undefined;
  readonly errorMessage?: string | undefined;
}

/** What may be a default: what JSON can say. An interface is an object of it, though TypeScript cannot see that. */
export type DefaultValue = JsonValue | object;

/**
 * What a default stands for: `false` for any boolean, `'a'` for any text, `1` for any number, null for anything. A union of
 * literals, such as `'red' | 'blue'`, is taken at its word: whoever writes it says which values the experiment has.
 */
export type Widened<Value> = [Value] extends [boolean]
  ? boolean
  : [Value] extends [string]
    ? true extends IsUnion<Value>
      ? Value
      : string
    : [Value] extends [number]
      ? true extends IsUnion<Value>
        ? Value
        : number
      : [Value] extends [null]
        ? JsonValue
        : Value;

type IsUnion<Value, Whole = Value> = Value extends unknown ? ([Whole] extends [Value] ? never : true) : never;

/** A unit met a variant: once for each unit and run. */
export interface Exposure {
  readonly id: string;
  readonly experiment: string;
  readonly run: number;
  readonly variant: string;
  readonly unit: string;
  /** ISO 8601. */
  readonly occurredAt: string;
}

/** Something that a unit did. */
export interface TrackedEvent {
  /** 1 to 512 characters, and nothing that programs write where there is no id, such as "undefined". */
  readonly unit: string;
  /** 1 to 200 characters, none of which is a control character or unseen, and nothing that programs write where there is no name. */
  readonly name: string;
  /** A number from -1e30 to 1e30. Null or left out: 1. */
  readonly value?: number | null | undefined;
  /** What JSON can say, at most 16,384 characters of it. */
  readonly properties?: { readonly [name: string]: unknown } | null | undefined;
  /** Null or left out: now. */
  readonly occurredAt?: Date | null | undefined;
  /** As `unit`. The same id is stored once. Null or left out: a new one. */
  readonly id?: string | null | undefined;
  /** Of the person behind the unit, where a server sends for them. */
  readonly userAgent?: string | null | undefined;
}

/** A variant set by hand, for tests and previews. Without `value` it is that of the configuration's variant. */
export interface Override {
  readonly variant: string;
  readonly value?: JsonValue;
}

/** Values evaluated elsewhere, for one unit: what a server hands to the page that it renders. Plain JSON. */
export interface Snapshot {
  readonly version: number;
  readonly unit: string;
  readonly evaluations: { readonly [experiment: string]: Evaluation };
}
