import type { Assignment } from '../../assignment/assignment';
import type { ServedEnvironment, ServedExperiment } from '../snapshot';

/** An evaluated flag as the protocol writes it. No `value` means: use the default in the code. */
export interface OfrepFlag {
  readonly key: string;
  readonly reason: 'SPLIT' | 'TARGETING_MATCH' | 'DEFAULT' | 'DISABLED';
  readonly variant?: string;
  readonly value?: unknown;
  readonly metadata: Readonly<Record<string, string | number>>;
}

export function evaluatedFlag(
  environment: ServedEnvironment,
  { compiled }: ServedExperiment,
  { reason, variant }: Assignment,
): OfrepFlag {
  const { key, run } = compiled.experiment;
  const metadata = { run, version: environment.version, flagSetId: environment.key };
  if (variant === null) return { key, reason: 'DEFAULT', metadata: { ...metadata, cause: reason } };
  const standardReason = reason === 'SPLIT' ? 'SPLIT' : 'TARGETING_MATCH';
  return { key, reason: standardReason, variant: variant.key, value: variant.value, metadata };
}

export function disabledFlag(environment: ServedEnvironment, key: string): OfrepFlag {
  return { key, reason: 'DISABLED', metadata: { version: environment.version, flagSetId: environment.key } };
}
