import type { ReadAttribute } from '../../analysis/evidence';
import { largestValues, type LargestValues } from '../../analysis/planned-segment';
import { maximumSegments } from '../../warehouse/postgres/largest-segments';
import { maximumValues } from '../../warehouse/postgres/segment-values';
import type { RunScope, WarehouseSnapshot } from '../../warehouse/warehouse';

/** An attribute to segment by. */
export interface ReadableAttribute extends ReadAttribute {
  /** What statements group by; null: it is refused. */
  readonly by: string | LargestValues | null;
}

/** Two units in each of two arms: fewer can say nothing. */
const fewestUnits = 4;

/**
 * How each attribute is segmented by: each of its values for itself where they are few, else the largest, and all others
 * together. What tells units apart, as an id does, is refused.
 */
export async function readableSegments(
  snapshot: WarehouseSnapshot,
  scope: RunScope,
  attributes: readonly string[],
): Promise<readonly ReadableAttribute[]> {
  const readable: ReadableAttribute[] = [];
  for (const attribute of attributes) readable.push(await readableSegment(snapshot, scope, attribute));
  return readable;
}

async function readableSegment(
  snapshot: WarehouseSnapshot,
  scope: RunScope,
  attribute: string,
): Promise<ReadableAttribute> {
  const counted = await snapshot.segmentValues(scope, attribute);
  const values = counted.rows[0]?.values ?? 0;
  if (values <= maximumSegments) return { attribute, refusal: null, by: attribute };
  if (values > maximumValues) {
    const refusal = `The attribute has more than ${String(maximumValues)} values: it tells units apart, not segments.`;
    return { attribute, refusal, by: null };
  }
  const { rows } = await snapshot.largestSegments(scope, attribute);
  if ((rows[0]?.units ?? 0) < fewestUnits) {
    const refusal = `The attribute has ${String(values)} values, and none of them has ${String(fewestUnits)} units: it tells units apart, not segments.`;
    return { attribute, refusal, by: null };
  }
  const named = rows.map(({ value }) => value);
  const by = largestValues(attribute, named, values);
  return { attribute, refusal: null, other: by.other, by };
}
