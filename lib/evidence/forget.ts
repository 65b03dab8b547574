/** How many rows of a unit, and of the units that were linked to it, were removed. */
export interface ErasedEvidence {
  /** The unit, and the anonymous units that were linked to it. */
  readonly units: readonly string[];
  readonly exposures: number;
  readonly events: number;
  readonly rejected: number;
  readonly links: number;
}

/** Evidence of one workspace from before an instant. */
export interface ExpiredEvidence {
  readonly workspaceId: string;
  /** What is older goes; the beginning of a month in UTC. */
  readonly from: Date;
}

/** What goes, or went, from one workspace. */
export interface DroppedEvidence {
  /** Partitions dropped as a whole, such as events_2026_01: no workspace keeps their month. */
  readonly droppedMonths: readonly string[];
  /** Rows removed one by one, where other workspaces keep the month, and everything else that was older. */
  readonly deleted: Readonly<Record<'events' | 'eventKeys' | 'rejected' | 'counts' | 'exposures', number>>;
}

/** Links of one environment: that of one anonymous unit, or all that named a unit. */
export type WrongLinks = { readonly environmentId: number } & (
  { readonly anonymous: string } | { readonly unit: string }
);

/**
 * The one way by which evidence goes. Whatever was computed from it, and is kept for the next analysis, goes with it: that analysis reads
 * all of the evidence.
 */
export interface EvidenceForgetter {
  /**
   * Removes a unit, and the anonymous units that were linked to it, from every environment of the workspace. It stays erased: what comes
   * late, or again, is refused by a salted hash, which is all that is kept. Calling again erases what a failure left.
   */
  readonly unit: (erased: { readonly workspaceId: string; readonly unit: string }) => Promise<ErasedEvidence>;
  /**
   * Drops events with their ids, refused items, counts, and the exposures of runs that ended before. From then on the workspace's
   * environments refuse items from before. Throws ConflictError (EVENTS_IN_USE).
   */
  readonly before: (expired: ExpiredEvidence) => Promise<DroppedEvidence>;
  /** Undoes links; whoever was linked by way of them goes back to what its own link named. Returns how many. */
  readonly links: (links: WrongLinks) => Promise<number>;
  /** Deletes refused items of every workspace that arrived before. Returns how many. */
  readonly rejectedBefore: (instant: Date) => Promise<number>;
  /** Only what is kept of the units of a run, which is of no more use once the run has ended. */
  readonly unitValues: (runId: number) => Promise<void>;
}
