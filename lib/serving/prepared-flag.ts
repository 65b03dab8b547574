import type { AbsenceReason, Assignment, AssignmentReason } from '../assignment/assignment';
import type { AssignableExperiment } from '../assignment/configuration';

/** How evaluations end, in the order in which they are counted. */
export const COUNTED_REASONS = [
  'SPLIT',
  'FORCED',
  'SHIPPED',
  'MALFORMED',
  'NOT_STARTED',
  'ENDED',
  'INTAKE_CLOSED',
  'NOT_TARGETED',
  'PREREQUISITE_NOT_MET',
  'HELD_OUT',
  'NOT_IN_LAYER_RANGE',
  'NOT_COVERED',
  'DISABLED',
] as const satisfies readonly (AssignmentReason | 'DISABLED')[];

export type CountedReason = AssignmentReason | 'DISABLED';

/** An evaluated flag as OFREP writes it, as text: made once for each outcome and not once for each request. */
export interface PreparedFlag {
  readonly text: string;
  /** As many bytes as characters. */
  readonly isAscii: boolean;
  /** Differs between the outcomes of one experiment; modulo the number of `COUNTED_REASONS`, it is the reason's place among them. */
  readonly code: number;
}

/** Gives the flag of an assignment of one experiment. */
export type FlagOf = (assignment: Assignment) => PreparedFlag;

/** What is the same in all of an environment's flags. */
export interface FlagSet {
  readonly version: number;
  readonly key: string;
}

/** No `value` in a flag means: use the default in the code. */
export function prepareFlags(
  { key, run, variants }: AssignableExperiment,
  { version, key: flagSetId }: FlagSet,
): FlagOf {
  const metadata = { run, version, flagSetId };
  const present = (reason: 'SPLIT' | 'FORCED' | 'SHIPPED') =>
    variants.map(({ key: variant, value }, index) =>
      prepare(reason, index, {
        key,
        reason: reason === 'SPLIT' ? 'SPLIT' : 'TARGETING_MATCH',
        variant,
        value,
        metadata,
      }),
    );
  const split = present('SPLIT');
  const others = { FORCED: lazily(() => present('FORCED')), SHIPPED: lazily(() => present('SHIPPED')) };
  const absent = new Map<AbsenceReason, PreparedFlag>();
  const absentFlag = (reason: AbsenceReason): PreparedFlag => {
    const known = absent.get(reason);
    if (known !== undefined) return known;
    const flag = prepare(reason, 0, {
      key,
      reason: 'DEFAULT',
      metadata: { ...metadata, cause: reason },
    });
    absent.set(reason, flag);
    return flag;
  };
  const malformed = absentFlag('MALFORMED');
  return ({ reason, variantIndex }) => {
    if (variantIndex === null) return absentFlag(reason);
    return (reason === 'SPLIT' ? split : others[reason]())[variantIndex] ?? malformed;
  };
}

export function prepareDisabled(key: string, { version, key: flagSetId }: FlagSet): PreparedFlag {
  return prepare('DISABLED', 0, { key, reason: 'DISABLED', metadata: { version, flagSetId } });
}

function prepare(reason: CountedReason, variantIndex: number, flag: object): PreparedFlag {
  const text = JSON.stringify(flag);
  const code = variantIndex * COUNTED_REASONS.length + COUNTED_REASONS.indexOf(reason);
  return { text, isAscii: isAscii(text), code };
}

export function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
