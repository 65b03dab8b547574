import type { AbsenceReason, Assignment, AssignmentReason, VariantReason } from '../assignment/assignment';
import type { CompiledExperiment } from '../assignment/compile';
import type { TargetingRule } from '../assignment/targeting';
import { lazily } from './lazily';
import { withValue } from './value-text';

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

/** The flags that may come of one experiment. */
export interface PreparedFlags {
  /** Of a unit's assignment. */
  readonly of: (assignment: Assignment) => PreparedFlag;
  /** Of an assignment that is the same for every unit; of null, the error for who named none. */
  readonly forAnybody: (assignment: Assignment | null) => PreparedFlag;
}

/** What is the same in all of an environment's flags. */
export interface FlagSet {
  readonly version: number;
  readonly key: string;
}

export const TARGETING_KEY_MISSING = {
  errorCode: 'TARGETING_KEY_MISSING',
  errorDetails:
    'The context needs a "targetingKey": the id of the unit, and none such as "undefined" or "null".',
} as const;

/** Of an error, which is no outcome: counted nowhere. */
const NO_OUTCOME = -1;

/** `values` has each variant's as JSON. No `value` in a flag means: use the default in the code. */
export function prepareFlags(
  { experiment: { key, run, variants, targeting }, isStatic }: CompiledExperiment,
  { version, key: flagSetId }: FlagSet,
  values: readonly string[],
): PreparedFlags {
  const metadata = { run, version, flagSetId };
  const present = (reason: VariantReason, told: FlagReason) =>
    variants.map(({ key: variant }, index) =>
      prepare(reason, index, { key, reason: told, variant, metadata }, values[index]),
    );
  const split = present('SPLIT', 'SPLIT');
  const others = {
    FORCED: lazily(() => present('FORCED', 'TARGETING_MATCH')),
    SHIPPED: lazily(() => present('SHIPPED', isStatic ? 'STATIC' : 'TARGETING_MATCH')),
  };
  // Of who named no unit: nothing was drawn, so what decided is the rule, where there is one.
  const undrawn = {
    SPLIT: lazily(() => present('SPLIT', isEverybody(targeting) ? 'STATIC' : 'TARGETING_MATCH')),
    FORCED: others.FORCED,
    SHIPPED: lazily(() => present('SHIPPED', 'STATIC')),
  };
  const missing = lazily(() => toFlag(NO_OUTCOME, { key, ...TARGETING_KEY_MISSING }));
  const absent = new Map<AbsenceReason, PreparedFlag>();
  const absentFlag = (reason: AbsenceReason): PreparedFlag => {
    const known = absent.get(reason);
    if (known !== undefined) return known;
    const flag = prepare(reason, 0, {
      key,
      reason: 'DEFAULT',
      variant: NO_VARIANT,
      metadata: { ...metadata, cause: reason },
    });
    absent.set(reason, flag);
    return flag;
  };
  const malformed = absentFlag('MALFORMED');
  return {
    of: ({ reason, variantIndex }) => {
      if (variantIndex === null) return absentFlag(reason);
      return (reason === 'SPLIT' ? split : others[reason]())[variantIndex] ?? malformed;
    },
    forAnybody: (assignment) => {
      if (assignment === null) return missing();
      const { reason, variantIndex } = assignment;
      if (variantIndex === null) return absentFlag(reason);
      return undrawn[reason]()[variantIndex] ?? malformed;
    },
  };
}

type FlagReason = 'SPLIT' | 'TARGETING_MATCH' | 'STATIC';

/** There is none; clients for Python and Go read the member all the same. */
const NO_VARIANT = '';

const isEverybody = (rule: TargetingRule) => 'all' in rule && rule.all.length === 0;

export function prepareDisabled(key: string, { version, key: flagSetId }: FlagSet): PreparedFlag {
  const metadata = { version, flagSetId };
  return prepare('DISABLED', 0, { key, reason: 'DISABLED', variant: NO_VARIANT, metadata });
}

function prepare(reason: CountedReason, variantIndex: number, flag: object, value?: string): PreparedFlag {
  return toFlag(variantIndex * COUNTED_REASONS.length + COUNTED_REASONS.indexOf(reason), flag, value);
}

function toFlag(code: number, flag: object, value?: string): PreparedFlag {
  const others = JSON.stringify(flag);
  const text = value === undefined ? others : withValue(others, value);
  return { text, isAscii: isAscii(text), code };
}

export function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}
