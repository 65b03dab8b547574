import { compile, type CompiledExperiment } from './compile';
import { compileTargeting } from './compile-targeting';
import type { AssignableConfiguration, AssignableExperiment } from './configuration';
import type { Scope } from './scope';

/** A configuration ready to be evaluated: what `assign` and `explain` need, and nothing that they have to look up. */
export interface CompiledConfiguration {
  /** By key. */
  readonly experiments: ReadonlyMap<string, CompiledExperiment>;
  /** Keys of experiments that are known and not running. */
  readonly inactive: ReadonlySet<string>;
}

/**
 * Compiles a whole configuration, once; the result is swapped in whole. Experiments whose prerequisites wait for one
 * another in a circle, and those that refer to a layer, holdout or audience that is not there, assign nobody.
 */
export function compileConfiguration(configuration: AssignableConfiguration): CompiledConfiguration {
  const { layers = [], holdouts = [], audiences = [], inactive = [] } = configuration;
  const waiting = byKey(configuration.experiments);
  const compiled = new Map<string, CompiledExperiment>();

  const compileOne = (experiment: AssignableExperiment): CompiledExperiment => {
    const done = compiled.get(experiment.key);
    if (done !== undefined) return done;
    const result = compile(experiment, scope);
    compiled.set(experiment.key, result);
    return result;
  };

  const scope: Scope = {
    layers: byKey(layers),
    holdouts: byKey(holdouts),
    audiences: new Map(audiences.map(({ key, rule }) => [key, compileTargeting(rule)])),
    audienceRules: byKey(audiences),
    prerequisite: (experiment) => {
      const next = waiting.get(experiment.prerequisite?.experiment ?? '');
      if (next === undefined) return null;
      return isWaitedForBy(experiment, next, waiting) ? 'cycle' : compileOne(next);
    },
  };
  for (const experiment of waiting.values()) compileOne(experiment);
  return { experiments: compiled, inactive: new Set(inactive) };
}

function byKey<Item extends { readonly key: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.key, item]));
}

/** Whether the chain of prerequisites that begins at the other experiment comes back to this one, or never ends. */
function isWaitedForBy(
  experiment: AssignableExperiment,
  other: AssignableExperiment,
  byKey: ReadonlyMap<string, AssignableExperiment>,
): boolean {
  let next: AssignableExperiment | undefined = other;
  for (let steps = 0; next !== undefined; steps += 1) {
    if (next === experiment || steps > byKey.size) return true;
    next = byKey.get(next.prerequisite?.experiment ?? '');
  }
  return false;
}
