import type { AssignableConfiguration, AssignableExperiment } from '../../lib/assignment/configuration';
import { compileConfiguration } from '../../lib/assignment/compile-configuration';
import type { CompiledExperiment } from '../../lib/assignment/compile';

/** A run that everybody takes part in, half in each of two variants; `changes` replaces any of it. */
export function assignableExperiment(changes: Partial<AssignableExperiment> = {}): AssignableExperiment {
  return {
    key: 'checkout',
    run: 1,
    salt: 'salt',
    coverage: 1,
    targeting: { all: [] },
    variants: [
      { key: 'control', value: false, weight: 0.5 },
      { key: 'treatment', value: true, weight: 0.5 },
    ],
    ...changes,
  };
}

/** One experiment of a compiled configuration. Throws where it is not there. */
export function compiledExperiment(
  configuration: AssignableConfiguration,
  key = configuration.experiments[0]?.key ?? '',
): CompiledExperiment {
  const compiled = compileConfiguration(configuration).experiments.get(key);
  if (compiled === undefined) throw new Error(`There is no experiment "${key}".`);
  return compiled;
}

/** An experiment that refers to nothing, by itself. */
export function compile(experiment: AssignableExperiment): CompiledExperiment {
  return compiledExperiment({ experiments: [experiment] });
}
