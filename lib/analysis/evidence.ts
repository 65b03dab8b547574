/** What an analysis is computed from, by variant position. The warehouse's rows have this form. */
export interface Evidence {
  readonly units: readonly {
    readonly variant: number;
    readonly units: number;
    readonly unitsInTwoVariants: number;
  }[];
  readonly dailyUnits: readonly { readonly day: string; readonly variant: number; readonly units: number }[];
  /** When the weights were changed within the run; null, or absent: they never were. */
  readonly splitChangedAt?: Date | null;
  /** Per metric key: one row a variant that has units. */
  readonly moments: ReadonlyMap<string, readonly EvidenceMoments[]>;
}

export interface EvidenceMoments {
  readonly variant: number;
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}
