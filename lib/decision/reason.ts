export type ReasonCode =
  | 'units-in-several-variants'
  | 'sample-ratio-mismatch'
  | 'segment-sample-ratio-mismatch'
  | 'quality-metric-differs'
  | 'fixed-plan-not-ended'
  | 'look-not-reached'
  | 'significantly-better'
  | 'non-inferior'
  | 'significantly-worse'
  | 'not-significantly-better'
  | 'not-significantly-worse'
  | 'quality-metric-agrees'
  | 'not-shown-non-inferior'
  | 'metric-cannot-say'
  | 'planned-size-not-reached';

/** Why a decision is what it is, as data: what was compared, and the figures that settled it. */
export interface Reason {
  readonly code: ReasonCode;
  readonly metric: string | null;
  readonly variant: string | null;
  /** Probabilities, fractions and the level they were held against, by name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Where it speaks of one segment; the value is null for units without the attribute. */
  readonly segment?: Segment | undefined;
}

export interface Segment {
  readonly attribute: string;
  readonly value: string | null;
}

export function reason(
  code: ReasonCode,
  about: { readonly metric?: string; readonly variant?: string; readonly segment?: Segment },
  figures: Readonly<Record<string, number>>,
): Reason {
  const { metric = null, variant = null, segment } = about;
  return { code, metric, variant, figures, ...(segment !== undefined && { segment }) };
}
