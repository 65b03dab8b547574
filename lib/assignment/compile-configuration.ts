import { compile, type CompiledExperiment } from './compile';
import { compileTargeting } from './compile-targeting';
import type { AssignableConfiguration } from './configuration';
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
  const underWay = new Set<string>();

  const compileOne = (key: string): CompiledExperiment | null | 'cycle' => {
    const done = compiled.get(key);
    if (done !== undefined) return done;
    if (underWay.has(key)) return 'cycle';
    const experiment = waiting.get(key);
    if (experiment === undefined) return null;
    underWay.add(key);
    const result = compile(experiment, scope);
    underWay.delete(key);
    compiled.set(key, result);
    return result;
  };

  const scope: Scope = {
    layers: new Map(layers.map(({ key, salt }) => [key, salt])),
    holdouts: new Map(holdouts.map((holdout) => [holdout.key, holdout])),
    audiences: new Map(audiences.map(({ key, rule }) => [key, compileTargeting(rule)])),
    audienceRules: new Map(audiences.map(({ key, rule }) => [key, rule])),
    prerequisite: compileOne,
  };
  return {
    experiments: new Map(
      Array.from(waiting.keys(), (key) => [key, compileOne(key)] as const).filter(isCompiled),
    ),
    inactive: new Set(inactive),
  };
}

function isCompiled(
  entry: readonly [string, CompiledExperiment | null | 'cycle'],
): entry is readonly [string, CompiledExperiment] {
  return entry[1] !== null && entry[1] !== 'cycle';
}
