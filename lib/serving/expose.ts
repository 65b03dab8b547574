import type { Attributes } from '../assignment/targeting';
import { storableJson } from '../services/ingestion/item-fields';
import type { DataPlaneParts } from './route';
import type { ServedExperiment } from './snapshot';

/** Notes that the unit meets the variant; attributes that cannot be stored are left out, the exposure is not. */
export function expose(
  { exposures, memory, now }: DataPlaneParts,
  { runId, compiled }: ServedExperiment,
  variantIndex: number,
  unit: string,
  attributes: Attributes,
): void {
  if (compiled.remembers) memory.note(runId, unit, variantIndex);
  exposures.add({ runId, unit, variant: variantIndex, occurredAt: now() }, () => attributesText(attributes));
}

function attributesText(attributes: Attributes): string | null {
  for (const _ in attributes) return storableJson(attributes);
  return null;
}
