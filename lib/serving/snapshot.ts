import type { CompiledExperiment } from '../assignment/compile';
import { compileConfiguration } from '../assignment/compile-configuration';
import type { AssignableConfiguration } from '../assignment/configuration';
import { createKeyRing, type KeyRing } from '../auth/keys-ring';
import type { ConfigurationSource } from '../services/configuration/configuration-source';

export interface ServedExperiment {
  readonly runId: number;
  readonly compiled: CompiledExperiment;
}

export interface ServedEnvironment {
  readonly id: number;
  readonly workspaceId: string;
  readonly key: string;
  readonly version: number;
  /** What a local SDK evaluates; the same that the experiments were compiled from. */
  readonly configuration: AssignableConfiguration;
  /** Running ones, by key. */
  readonly experiments: ReadonlyMap<string, ServedExperiment>;
  /** Keys of known experiments that are not running here. */
  readonly inactive: ReadonlySet<string>;
}

/** Everything a request is answered from. Never changed: a new configuration is a new snapshot, swapped whole. */
export interface Snapshot {
  readonly environments: ReadonlyMap<number, ServedEnvironment>;
  readonly keys: KeyRing;
}

export function compileSnapshot(source: ConfigurationSource): Snapshot {
  const environments = source.environments.map((environment) => {
    const { id, workspaceId, key, version, running, layers, holdouts, audiences, inactive } = environment;
    const configuration = {
      experiments: running.map(({ runId, ...experiment }) => experiment),
      layers,
      holdouts,
      audiences,
      inactive,
    };
    const compiled = compileConfiguration(configuration);
    const experiments = new Map(
      running.flatMap(({ key: experiment, runId }) => {
        const found = compiled.experiments.get(experiment);
        return found === undefined ? [] : [[experiment, { runId, compiled: found }] as const];
      }),
    );
    return { id, workspaceId, key, version, configuration, experiments, inactive: compiled.inactive };
  });
  return {
    environments: new Map(environments.map((environment) => [environment.id, environment])),
    keys: createKeyRing(source.keys),
  };
}
