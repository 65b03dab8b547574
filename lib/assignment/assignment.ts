import type { AssignableVariant } from './configuration';
import type { Attributes } from './targeting';

/** Why a unit meets a variant: randomised into it, forced for testing, or because it was shipped to everybody. */
export const VARIANT_REASONS = ['SPLIT', 'FORCED', 'SHIPPED'] as const;

export type VariantReason = (typeof VARIANT_REASONS)[number];

/** Why a unit meets none, in the order in which they are asked. A shipped variant is kept from held-out units alone. */
export const ABSENCE_REASONS = [
  'MALFORMED',
  'NOT_STARTED',
  'ENDED',
  'INTAKE_CLOSED',
  'NOT_TARGETED',
  'PREREQUISITE_NOT_MET',
  'HELD_OUT',
  'NOT_IN_LAYER_RANGE',
  'NOT_COVERED',
] as const;

export type AbsenceReason = (typeof ABSENCE_REASONS)[number];

export type AssignmentReason = VariantReason | AbsenceReason;

/** The outcome for one unit; without a variant, the reason says why. Only SPLIT is evidence, and is exposed. */
export type Assignment =
  | { readonly reason: VariantReason; readonly variantIndex: number; readonly variant: AssignableVariant }
  | { readonly reason: AbsenceReason; readonly variantIndex: null; readonly variant: null };

/** What an evaluation depends on beside the unit: passed in, so that the same arguments give the same answer. */
export interface Moment {
  /** The present, in epoch milliseconds. */
  readonly nowMs: number;
  /**
   * Key of the variant that this unit met earlier in that run, undefined when it met none or that is not known. Asked
   * only of experiments that are sticky or whose intake is closed (`CompiledExperiment.remembers`).
   */
  readonly kept?: ((experiment: string, run: number) => string | undefined) | undefined;
}

/** The unit's assignment: the same for the same arguments, always. Makes no objects; never throws. */
export type Assign = (unit: string, attributes: Attributes, moment: Moment) => Assignment;
