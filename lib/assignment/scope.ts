import type { Assign } from './assignment';
import type { Audiences } from './compile-targeting';
import type {
  AssignableAudience,
  AssignableExperiment,
  AssignableHoldout,
  AssignableLayer,
} from './configuration';

/** What an experiment may refer to by key; everything else about it is in itself. */
export interface Scope {
  readonly layers: ReadonlyMap<string, AssignableLayer>;
  readonly holdouts: ReadonlyMap<string, AssignableHoldout>;
  readonly audiences: Audiences;
  /** The same audiences as they were written, for explaining. */
  readonly audienceRules: ReadonlyMap<string, AssignableAudience>;
  /** The experiment that this one's prerequisite names: null when it does not run, 'cycle' when it waits for this one. */
  readonly prerequisite: (
    experiment: AssignableExperiment,
  ) => { readonly assign: Assign; readonly remembers: boolean } | null | 'cycle';
}
