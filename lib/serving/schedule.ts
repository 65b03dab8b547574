import type { AssignableExperiment } from '../assignment/configuration';

/** The instants at which experiments begin or end by themselves, in order: answers change there without a new version. */
export function boundariesOf(experiments: readonly AssignableExperiment[]): readonly number[] {
  const instants = experiments.flatMap(({ startsAt = null, endsAt = null }) => [startsAt, endsAt]);
  return [...new Set(instants.filter((instant) => instant !== null))].sort((a, b) => a - b);
}

/** How many of the instants have passed. */
export function phaseAt(boundaries: readonly number[], nowMs: number): number {
  let phase = 0;
  while (phase < boundaries.length && nowMs >= (boundaries[phase] ?? Infinity)) phase += 1;
  return phase;
}
