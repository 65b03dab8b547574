import type { AssignableConfiguration } from '../../lib/assignment/configuration';

/** What `GET /api/v1/configuration` answers: everything that evaluation in one environment depends on. */
export interface Configuration extends AssignableConfiguration {
  /** Key of the environment. */
  readonly environment: string;
  /** Raised by each change. */
  readonly version: number;
}

/**
 * Whether a value from the network or a storage is whole enough to take the place of another. A malformed experiment
 * within is no reason to refuse the rest: compiled, it assigns nobody.
 */
export function isConfiguration(value: unknown): value is Configuration {
  if (typeof value !== 'object' || value === null) return false;
  const { experiments, version, environment }: Partial<Record<keyof Configuration, unknown>> = value;
  return (
    Number.isFinite(version) &&
    typeof environment === 'string' &&
    Array.isArray(experiments) &&
    experiments.every((one: unknown) => typeof one === 'object' && one !== null && 'key' in one)
  );
}
