import type { ItemKindName } from '../model/item-members';

/** An exposure: a unit was given a variant of a run. */
export interface ExposureRow {
  readonly runId: number;
  readonly unit: string;
  /** Position of the variant in the run's configuration. */
  readonly variant: number;
  readonly occurredAt: Date;
  /** JSON text of an object, or null. */
  readonly attributes: string | null;
  /** The unit did not get its variant by chance, so it counts in no arm of this run. */
  readonly forced?: boolean;
}

/** An event: something that a unit did. */
export interface EventRow {
  readonly environmentId: number;
  /** UUID by which the event is stored once in its environment. */
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly occurredAt: Date;
  /** JSON text of an object, or null. */
  readonly properties: string | null;
}

/** `unit` is anonymous and turned out to be `person`. */
export interface UnitLink {
  readonly unit: string;
  readonly person: string;
}

/**
 * What became of a link. `new`: stored. `known`: it was there before. `crowded`: stored, and its person now has suspiciously many units.
 * `already-linked`: the unit's first link stays. `circular`: it would link a unit to itself.
 */
export type LinkVerdict = 'new' | 'known' | 'crowded' | 'already-linked' | 'circular';

/** So many units are hardly one person's: a browser that forgets its visitor every week makes as many in a year. */
export const CROWD_UNITS = 50;

/** An item that was refused, as it is kept for people to see. */
export interface RejectedRow {
  readonly code: string;
  readonly detail: string;
  /** The item's text as it came. */
  readonly body: string;
  /** The units that the item names: nothing is kept of an erased one. */
  readonly units: readonly string[];
}

/** Where refused items came in, and by whose key. */
export interface RejectedOrigin {
  readonly environmentId: number;
  readonly sender: string;
}

/** How many refused items an environment keeps, and for how long. */
export const REJECTED_QUOTA = { items: 50_000, bytes: 256 * 1024 * 1024, days: 90 } as const;

/** Rows of concurrent requests share a commit. */
export interface SharedCommit<Row> {
  /**
   * Resolves after the commit, with the number of rows that were new. Throws StorageUnavailableError where too much waits or the
   * storage is away.
   */
  readonly submit: (rows: readonly Row[]) => Promise<number>;
  /** Whether so much waits that a submission would be refused: worth asking before reading one. */
  readonly isFull: () => boolean;
}

/** What decides over an environment's items beside their own form. */
export interface IngestionRules {
  /** Refuse what declared crawlers send. */
  readonly botFilter: boolean;
  /** What occurred before was dropped, its ids too, so it cannot be told from new any more; null: nothing was. */
  readonly retainedFrom: Date | null;
  /** Whether the workspace has erased units at all: only then are units looked up. */
  readonly hasErasedUnits: boolean;
}

/** When a run assigns units, from an instant on until the next; epoch milliseconds, null: no limit. */
export interface RunSchedule {
  readonly effectiveFromMs: number;
  readonly startsAtMs: number | null;
  readonly endsAtMs: number | null;
}

/** A run to which exposures may belong, ended ones included. */
export interface ExposableRun {
  readonly runId: number;
  /** Counted from 1 within the experiment and the environment. */
  readonly number: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** In order; none: it has no schedule. */
  readonly schedules: readonly RunSchedule[];
  /** Keys in position order: the index is what an exposure stores. */
  readonly variants: readonly string[];
}

/** Adds up verdicts and writes them a moment later, so that counting costs a request nothing. */
export interface VerdictCounter {
  /** Counts items of one kind that got one code, in the minute of `at`. */
  readonly add: (environmentId: number, at: Date, kind: ItemKindName, code: string, items: number) => void;
  /** Writes what was counted. Never rejects: what cannot be written is tried again with the next. */
  readonly flush: () => Promise<void>;
}

/**
 * The one way into the evidence; one for each process, so that its requests share commits. What is stored is a function of the set of rows
 * that were sent, in any order. Nothing of an erased unit is stored. Whatever reads or writes here throws StorageUnavailableError where the
 * storage is away, too slow or full, and then acknowledges nothing.
 */
export interface EvidenceWriter {
  /** The earliest exposure of a run and unit decides; the others are duplicates. */
  readonly exposures: SharedCommit<ExposureRow>;
  /** An event's key is stored once per environment; its earliest time counts. */
  readonly events: SharedCommit<EventRow>;
  /** Links units in their order, in one transaction; a verdict for each. */
  readonly linkUnits: (environmentId: number, links: readonly UnitLink[]) => Promise<readonly LinkVerdict[]>;
  /**
   * Keeps refused items as far as the environment has room for them, which its senders share, and each of them among the reasons.
   * Returns how many found none, those that had to make room included.
   */
  readonly keepRejected: (
    origin: RejectedOrigin,
    kind: ItemKindName,
    items: readonly RejectedRow[],
  ) => Promise<number>;
  readonly verdicts: VerdictCounter;
  /** At most a second old. What is strict by then is strict in the statements that write. */
  readonly rules: (environmentId: number) => Promise<IngestionRules>;
  /** Which of the units the environment's workspace has erased. */
  readonly findErased: (environmentId: number, units: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The runs of each of the experiments in the environment; an experiment that the workspace does not have is absent. */
  readonly findRuns: (
    environmentId: number,
    experiments: readonly string[],
  ) => Promise<ReadonlyMap<string, readonly ExposableRun[]>>;
}
