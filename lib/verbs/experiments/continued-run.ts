import { weightsChangedAt } from '../../analysis/run-allocation';
import type { HashRange } from '../../assignment/configuration';
import { isSameValue } from '../../model/changes';
import type { ExperimentInput } from '../../model/experiment';
import { parseRunConfiguration } from '../../model/run-configuration';
import type { StoredRun } from './runs-within-reach';

/** What a run takes over from the one before it, so that no unit that was in that one moves. */
export interface Continued {
  readonly salt: string;
  /** Its place in a layer; null: it had none. */
  readonly place: { readonly layer: string; readonly ranges: readonly HashRange[] } | null;
}

/** Whether the run that the change begins draws as the one that it ends: a sticky experiment's units keep what they met. */
export function keepsUnits(run: StoredRun, before: ExperimentInput, after: ExperimentInput): boolean {
  return before.sticky && after.sticky && isSameValue(drawOf(before), drawOf(after)) && beganAs(run, before);
}

/**
 * Whether the run froze what the definition says: one that goes on while another environment's was renewed began with an earlier
 * definition. Weights that were changed within the run are those of the definition alone.
 */
function beganAs({ configuration, allocations }: StoredRun, definition: ExperimentInput): boolean {
  const frozen = parseRunConfiguration(configuration);
  const drawn = (of: Drawing) => {
    const draw = drawOf(of);
    const unweighted = draw.variants.map(({ key, value }) => ({ key, value }));
    return weightsChangedAt(allocations) === null ? draw : { ...draw, variants: unweighted };
  };
  return frozen.surroundings?.sticky === true && isSameValue(drawn(frozen), drawn(definition));
}

type Drawing = Pick<ExperimentInput, 'unitType' | 'valueType'> & {
  readonly variants: readonly { readonly key: string; readonly value: unknown; readonly weight: number }[];
};

function drawOf({ unitType, valueType, variants }: Drawing) {
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
