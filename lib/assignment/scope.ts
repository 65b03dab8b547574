import type { Assign } from './assignment';
import type { Audiences } from './compile-targeting';
import type { AssignableHoldout } from './configuration';
import type { TargetingRule } from './targeting';

/** What an experiment may refer to by key; everything else about it is in itself. */
export interface Scope {
  /** Salts by layer. */
  readonly layers: ReadonlyMap<string, string>;
  readonly holdouts: ReadonlyMap<string, AssignableHoldout>;
  readonly audiences: Audiences;
  /** The same audiences as they were written, for explaining. */
  readonly audienceRules: ReadonlyMap<string, TargetingRule>;
  /** The experiment that a prerequisite names: null when it does not run, 'cycle' when it waits for the one that asks. */
  readonly prerequisite: (
    experiment: string,
  ) => { readonly assign: Assign; readonly remembers: boolean } | null | 'cycle';
}

/** For an experiment that refers to nothing. */
export const EMPTY_SCOPE: Scope = {
  layers: new Map(),
  holdouts: new Map(),
  audiences: new Map(),
  audienceRules: new Map(),
  prerequisite: () => null,
};
