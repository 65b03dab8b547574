import {
  ABSENCE_REASONS,
  VARIANT_REASONS,
  type AbsenceReason,
  type Assignment,
  type VariantReason,
} from '../assignment/assignment';
import type { CompiledExperiment } from '../assignment/compile';
import type { TargetingRule } from '../assignment/targeting';
import { byteString } from '../protocol/byte-string';
import { lazily } from './lazily';
import { withValue } from './value-text';

/** How evaluations end, in the order in which they are counted. */
export const COUNTED_REASONS = [...VARIANT_REASONS, ...ABSENCE_REASONS, 'DISABLED'] as const;

export type CountedReason = (typeof COUNTED_REASONS)[number];

/** An evaluated flag as OFREP writes it: made once for each outcome and not once for each request. Texts are byte strings. */
export interface PreparedFlag {
  readonly text: string;
  /** The same with a comma before it, as it stands in a list. */
  readonly inList: string;
  /** Differs between the outcomes of one experiment. */
  readonly code: number;
  /** The reason's place among `COUNTED_REASONS`; -1: an error, which is counted nowhere. */
  readonly reasonIndex: number;
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

/** Of an error, which is no outcome. */
const NO_OUTCOME = { code: -1, reasonIndex: -1 };

/** `values` has each variant's as JSON; who has none gets `defaultValue`. No `value` in a flag means: use the default in the code. */
export function prepareFlags(
  { experiment: { key, run, variants, targeting }, isStatic }: CompiledExperiment,
  { version, key: flagSetId }: FlagSet,
  values: readonly string[],
  defaultValue: string | undefined,
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
    const told = {
      key,
      reason: 'DEFAULT',
      variant: NO_VARIANT,
      metadata: { ...metadata, cause: reason },
    };
    const flag = prepare(reason, 0, told, defaultValue);
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
  const reasonIndex = COUNTED_REASONS.indexOf(reason);
  return toFlag({ code: variantIndex * COUNTED_REASONS.length + reasonIndex, reasonIndex }, flag, value);
}

function toFlag(
  outcome: Pick<PreparedFlag, 'code' | 'reasonIndex'>,
  flag: object,
  value?: string,
): PreparedFlag {
  const others = JSON.stringify(flag);
  const text = value === undefined ? others : withValue(others, value);
  return { text: byteString(text), inList: byteString(`,${text}`), ...outcome };
}
