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
  const waiting = new Map(configuration.experiments.map((experiment) => [experiment.key, experiment]));
  const compiled = new Map<string, CompiledExperiment>();

  const compileOne = (experiment: AssignableExperiment): CompiledExperiment => {
    const done = compiled.get(experiment.key);
    if (done !== undefined) return done;
    const result = compile(experiment, scope);
    compiled.set(experiment.key, result);
    return result;
  };

  const scope: Scope = {
    layers: new Map(layers.map(({ key, salt }) => [key, salt])),
    holdouts: new Map(holdouts.map((holdout) => [holdout.key, holdout])),
    audiences: new Map(audiences.map(({ key, rule }) => [key, compileTargeting(rule)])),
    audienceRules: new Map(audiences.map(({ key, rule }) => [key, rule])),
    prerequisite: (experiment) => {
      const next = waiting.get(experiment.prerequisite?.experiment ?? '');
      if (next === undefined) return null;
      return isWaitedForBy(experiment, next, waiting) ? 'cycle' : compileOne(next);
    },
  };
  for (const experiment of waiting.values()) compileOne(experiment);
  return { experiments: compiled, inactive: new Set(inactive) };
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
