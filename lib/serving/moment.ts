import type { Moment } from '../assignment/assignment';
import type { DataPlaneParts } from './route';
import type { ServedEnvironment } from './snapshot';

/**
 * What an evaluation depends on beside the unit. At once, unless some experiment needs to know what the unit met before
 * and that has to be looked up.
 */
export function momentOf(
  { now, memory }: Pick<DataPlaneParts, 'now' | 'memory'>,
  environment: ServedEnvironment,
  unit: string,
  needsMemory: boolean,
): Moment | Promise<Moment> {
  const nowMs = now().getTime();
  if (!needsMemory) return { nowMs };
  const kept = memory.recall(environment, unit);
  return kept instanceof Promise ? kept.then((recalled) => ({ nowMs, kept: recalled })) : { nowMs, kept };
}
