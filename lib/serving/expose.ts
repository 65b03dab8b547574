import type { Attributes } from '../assignment/targeting';
import { storableJson } from '../services/ingestion/item-fields';
import type { DataPlaneParts } from './route';

/** Notes that the unit meets the variant; attributes that cannot be stored are left out, the exposure is not. */
export function expose(
  { exposures, now }: DataPlaneParts,
  runId: number,
  variant: number,
  unit: string,
  attributes: Attributes,
): void {
  exposures.add({ runId, unit, variant, occurredAt: now() }, () =>
    Object.keys(attributes).length === 0 ? null : storableJson(attributes),
  );
}
