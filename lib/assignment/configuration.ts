import type { TargetingRule } from './targeting';

/** JSON as variants' values may hold it. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A variant as assignment sees it: weights are shares of the participating units and sum to 1. */
export interface AssignableVariant {
  readonly key: string;
  readonly value: JsonValue;
  readonly weight: number;
  /**
   * Share, 0 to 1, of the units drawn for this variant that take part; multiplied by the coverage. Left out: 1. This is
   * what re-weighting within a run changes: units leave or join, and nobody goes from one variant to another.
   */
  readonly reach?: number;
}

/** A half-open range of hashes: 0 <= from < to <= 2^32. */
export type HashRange = readonly [from: number, to: number];

/** Another experiment, and the variants of it that a unit needs. */
export interface Prerequisite {
  readonly experiment: string;
  readonly variants: readonly string[];
}

/**
 * A run of an experiment as assignment sees it: everything that decides which unit meets which variant. Only the first
 * six fields have to be there; the others default to "not used", so that what was stored before they existed is read.
 */
export interface AssignableExperiment {
  readonly key: string;
  /** Number of the run, 1 for the first. */
  readonly run: number;
  readonly salt: string;
  /** Share of the eligible units that takes part, 0 to 1. */
  readonly coverage: number;
  readonly targeting: TargetingRule;
  /** In position order: the index is what an exposure stores. */
  readonly variants: readonly AssignableVariant[];
  /** The layer in which the run holds a place: units whose hash in the layer lies in one of the ranges. */
  readonly layer?: { readonly key: string; readonly ranges: readonly HashRange[] } | null;
  /** Keys of the holdouts whose units stay out of this run; fixed when it started. */
  readonly holdouts?: readonly string[];
  /** Epoch milliseconds from which, and up to which, units are assigned; null: no limit. */
  readonly startsAt?: number | null;
  readonly endsAt?: number | null;
  /** `closed`: only units that met a variant earlier keep it; nobody joins. */
  readonly intake?: 'open' | 'closed';
  /** Key of the variant that everybody gets, held-out units excepted; null: the experiment is still asking. */
  readonly shipped?: string | null;
  /** A unit keeps the variant that it met first, where the caller remembers it. */
  readonly sticky?: boolean;
  /**
   * Units that are shown a variant for testing, by `forcedHashes`: a configuration is read by browsers and names nobody. `check` is
   * missing in what an earlier version served.
   */
  readonly forced?: readonly {
    readonly hash: number;
    readonly check?: number | undefined;
    readonly variant: string;
  }[];
  readonly prerequisite?: Prerequisite | null;
  /** Key of the variant whose value units get that take no part; null: they get the default in the code. */
  readonly defaultVariant?: string | null | undefined;
}

/** A set of experiments that never share a unit. Units are hashed by its salt; each run holds ranges of its own. */
export interface AssignableLayer {
  readonly key: string;
  readonly salt: string;
}

/** A share of all units that meets none of the experiments, so that what they do together can be measured. */
export interface AssignableHoldout {
  readonly key: string;
  readonly salt: string;
  /** 0 to 1, never changed. */
  readonly share: number;
  /** The layer whose experiments it is kept out of; null: those of the whole workspace. */
  readonly layer: string | null;
}

/** A saved rule, which experiments name as `{ "audience": key }`. It names no audience itself. */
export interface AssignableAudience {
  readonly key: string;
  readonly rule: TargetingRule;
}

/** Everything that assignment in one environment depends on: what the data plane serves and a local SDK evaluates. */
export interface AssignableConfiguration {
  readonly experiments: readonly AssignableExperiment[];
  readonly layers?: readonly AssignableLayer[];
  readonly holdouts?: readonly AssignableHoldout[];
  /** Those that a running experiment names. The key carries the version that the run froze: `beta-testers@3`. */
  readonly audiences?: readonly AssignableAudience[];
  /** Keys of experiments that are known and not running. */
  readonly inactive?: readonly string[];
}
