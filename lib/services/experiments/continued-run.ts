import type { HashRange } from '../../assignment/configuration';
import { isSameValue } from '../changes';
import type { ExperimentInput } from './experiment-input';
import { parseRunConfiguration } from './run-configuration-schema';

/** What a run takes over from the one before it, so that no unit that was in that one moves. */
export interface Continued {
  readonly salt: string;
  /** Its place in a layer; null: it had none. */
  readonly place: { readonly layer: string; readonly ranges: readonly HashRange[] } | null;
}

/** Whether the run that the change begins draws as the one that it ends: a sticky experiment's units keep what they met. */
export function keepsUnits(before: ExperimentInput, after: ExperimentInput): boolean {
  return before.sticky && after.sticky && isSameValue(drawOf(before), drawOf(after));
}

function drawOf({ unitType, valueType, variants }: ExperimentInput) {
  return {
    unitType,
    valueType,
    variants: variants.map(({ key, value, weight }) => ({ key, value, weight })),
  };
}

/** What the next run takes over of a run that is stored. */
export function continuedOf({ salt, configuration }: { salt: string; configuration: unknown }): Continued {
  const layer = parseRunConfiguration(configuration).surroundings?.layer ?? null;
  return { salt, place: layer === null ? null : { layer: layer.key, ranges: layer.ranges } };
}
