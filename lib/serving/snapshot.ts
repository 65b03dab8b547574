import type { Assignment, Moment } from '../assignment/assignment';
import type { CompiledExperiment } from '../assignment/compile';
import { compileForAnybody } from '../assignment/compile-for-anybody';
import { defaultVariantOf } from '../assignment/default-variant';
import { compileConfiguration } from '../assignment/compile-configuration';
import type { AssignableConfiguration } from '../assignment/configuration';
import type { Attributes } from '../assignment/targeting';
import type { ValueType } from '../assignment/value-type';
import { createKeyRing, type KeyRing } from '../auth/keys-ring';
import type { ConfigurationSource, EnvironmentConfiguration } from '../model/served-configuration';
import { byteString } from '../protocol/byte-string';
import { lazily } from './lazily';
import { prepareDisabled, prepareFlags, type PreparedFlag, type PreparedFlags } from './prepared-flag';
import { boundariesOf } from './schedule';
import { valueText } from './value-text';

export interface ServedExperiment {
  readonly runId: number;
  readonly compiled: CompiledExperiment;
  /** Of each variant, as JSON. */
  readonly values: readonly string[];
  /** What units get that take no part, as JSON; undefined: the default in the code. */
  readonly defaultValue: string | undefined;
  readonly valueType: ValueType;
  readonly flags: PreparedFlags;
  /** The flag that comes of a unit's assignment. */
  readonly evaluate: (unit: string, attributes: Attributes, moment: Moment) => PreparedFlag;
  /** The assignment that is the same for every unit with these attributes; null where there is none such. */
  readonly assignAnybody: (attributes: Attributes, moment: Moment) => Assignment | null;
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
  /** The same in order. */
  readonly list: readonly ServedExperiment[];
  /** Keys of known experiments that are not running here, with what is said of them. */
  readonly inactive: ReadonlyMap<string, PreparedFlag>;
  /** What follows the flags of a bulk answer, as a byte string: the end of their list, and the metadata. */
  readonly afterFlags: string;
  /** Those whose answer depends on what the unit met before. */
  readonly remembering: readonly ServedExperiment[];
  /** Epoch milliseconds at which answers change by themselves, in order. */
  readonly boundaries: readonly number[];
}

/** Everything a request is answered from. Never changed: a new configuration is a new snapshot, swapped whole. */
export interface Snapshot {
  readonly environments: ReadonlyMap<number, ServedEnvironment>;
  readonly keys: KeyRing;
}

export function compileSnapshot(source: ConfigurationSource): Snapshot {
  const environments = source.environments.map(compileEnvironment);
  return {
    environments: new Map(environments.map((environment) => [environment.id, environment])),
    keys: createKeyRing(source.keys),
  };
}

function compileEnvironment(environment: EnvironmentConfiguration): ServedEnvironment {
  const { id, workspaceId, key, version, running, layers, holdouts, audiences, inactive } = environment;
  const configuration = {
    experiments: running.map(({ runId, valueType, ...experiment }) => experiment),
    layers,
    holdouts,
    audiences,
    inactive,
  };
  const compiled = compileConfiguration(configuration);
  const served = running.flatMap((run) => {
    const found = compiled.experiments.get(run.key);
    if (found === undefined) return [];
    const values = run.variants.map(({ value }) => valueText(value, run.valueType));
    const byDefault = defaultVariantOf(found.experiment);
    const defaultValue = byDefault && valueText(byDefault.value, run.valueType);
    const flags = prepareFlags(found, environment, values, defaultValue);
    const forAnybody = lazily(() => compileForAnybody(found));
    const { assign } = found;
    const evaluate: ServedExperiment['evaluate'] = (unit, attributes, moment) =>
      flags.of(assign(unit, attributes, moment));
    const assignAnybody: ServedExperiment['assignAnybody'] = (attributes, moment) =>
      forAnybody()(attributes, moment);
    return [
      [
        run.key,
        {
          runId: run.runId,
          compiled: found,
          values,
          defaultValue,
          valueType: run.valueType,
          flags,
          evaluate,
          assignAnybody,
        },
      ] as const,
    ];
  });
  const metadata = JSON.stringify({ version, flagSetId: key });
  return {
    id,
    workspaceId,
    key,
    version,
    configuration,
    experiments: new Map(served),
    list: served.map(([, experiment]) => experiment),
    inactive: new Map(Array.from(compiled.inactive, (name) => [name, prepareDisabled(name, environment)])),
    afterFlags: byteString(`],"metadata":${metadata},`),
    remembering: served
      .map(([, experiment]) => experiment)
      .filter(({ compiled: { experiment } }) => experiment.sticky === true || experiment.intake === 'closed'),
    boundaries: boundariesOf(running),
  };
}
