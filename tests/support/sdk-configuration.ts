import type { AssignableExperiment } from '../../lib/assignment/configuration';
import type { Configuration } from '../../sdk/src/configuration';

/** An experiment in which everybody takes part, with a value for each variant: `v0`, `v1` and so on. */
export function sdkExperiment(
  key: string,
  changes: Partial<AssignableExperiment> = {},
): AssignableExperiment {
  return {
    key,
    run: 1,
    salt: `${key}-salt`,
    coverage: 1,
    targeting: { all: [] },
    variants: [
      { key: 'v0', value: 'zero', weight: 0.5 },
      { key: 'v1', value: 'one', weight: 0.5 },
    ],
    ...changes,
  };
}

/** One variant for everybody. */
export const only = (value: AssignableExperiment['variants'][number]['value']) => [
  { key: 'on', value, weight: 1 },
];

export function sdkConfiguration(
  experiments: readonly AssignableExperiment[],
  changes: Partial<Configuration> = {},
): Configuration {
  return { environment: 'test', version: 1, experiments, ...changes };
}

/** Nothing listens there. */
export const nowhere = { url: 'http://127.0.0.1:9', key: 'fs_pub_none' };
