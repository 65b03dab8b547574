/** One item that just arrived, and what became of it. */
export interface TailItem {
  /** Rises by one with each item of the process. */
  readonly sequence: number;
  readonly at: Date;
  readonly kind: string;
  /** ACCEPTED, or the code of the rejection. A duplicate is told as accepted: it is stored, only earlier. */
  readonly code: string;
  readonly detail: string | null;
  /** The beginning of the item's JSON. */
  readonly item: string;
}

export interface IngestionTail {
  /** Whether anybody looks; where nobody does, nothing needs to be prepared. */
  readonly isWatched: (environmentId: number) => boolean;
  readonly add: (environmentId: number, item: Omit<TailItem, 'sequence'>) => void;
  /** Calls back for each item from now on, until the returned function is called. */
  readonly watch: (environmentId: number, onItem: (item: TailItem) => void) => () => void;
}

/** Passes on what this process takes in while somebody looks, and keeps nothing. */
export function createIngestionTail(): IngestionTail {
  const watchers = new Map<number, Set<(item: TailItem) => void>>();
  let sequence = 0;
  return {
    isWatched: (environmentId) => watchers.has(environmentId),
    add: (environmentId, item) => {
      const told = watchers.get(environmentId);
      if (told === undefined) return;
      sequence += 1;
      for (const tell of told) tell({ sequence, ...item });
    },
    watch: (environmentId, onItem) => {
      const told = watchers.get(environmentId) ?? new Set();
      told.add(onItem);
      watchers.set(environmentId, told);
      return () => {
        told.delete(onItem);
        if (told.size === 0) watchers.delete(environmentId);
      };
    },
  };
}
