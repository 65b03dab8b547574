import { compile, type CompiledExperiment } from '../assignment/compile';
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
  const environments = source.environments.map(({ id, workspaceId, key, version, running, inactive }) => {
    const experiments = new Map(
      running.map((run) => [run.key, { runId: run.runId, compiled: compile(run) }]),
    );
    return { id, workspaceId, key, version, experiments, inactive: new Set(inactive) };
  });
  return {
    environments: new Map(environments.map((environment) => [environment.id, environment])),
    keys: createKeyRing(source.keys),
  };
}
