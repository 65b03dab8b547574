export type ReasonCode =
  | 'units-in-several-variants'
  | 'sample-ratio-mismatch'
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
}

export function reason(
  code: ReasonCode,
  about: { readonly metric?: string; readonly variant?: string },
  figures: Readonly<Record<string, number>>,
): Reason {
  return { code, metric: about.metric ?? null, variant: about.variant ?? null, figures };
}
