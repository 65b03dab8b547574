import type { TargetingRule } from './targeting';

/** JSON as variants' values may hold it. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A variant as assignment sees it: weights are shares of the participating units and sum to 1. */
export interface AssignableVariant {
  readonly key: string;
  readonly value: JsonValue;
  readonly weight: number;
}

/** A run of an experiment as assignment sees it: everything that decides which unit meets which variant. */
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
}
