import type { ReadAttribute } from '../../model/analysis-result';
import { cannotSay } from '../../statistics/outcome';
import { largestValues, type LargestValues } from '../../model/planned-segment';
import { maximumSegments, maximumValues, type EvidenceSnapshot, type RunScope } from '../../evidence/read';

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
  snapshot: EvidenceSnapshot,
  scope: RunScope,
  attributes: readonly string[],
): Promise<readonly ReadableAttribute[]> {
  const readable: ReadableAttribute[] = [];
  for (const attribute of attributes) readable.push(await readableSegment(snapshot, scope, attribute));
  return readable;
}

async function readableSegment(
  snapshot: EvidenceSnapshot,
  scope: RunScope,
  attribute: string,
): Promise<ReadableAttribute> {
  const counted = await snapshot.segmentValues(scope, attribute);
  const values = counted.rows[0]?.values ?? 0;
  if (values <= maximumSegments) return { attribute, failure: null, by: attribute };
  if (values > maximumValues) {
    const failure = cannotSay('not-computable', 'segment-values-too-many', { most: maximumValues });
    return { attribute, failure, by: null };
  }
  const { rows } = await snapshot.largestSegments(scope, attribute);
  if ((rows[0]?.units ?? 0) < fewestUnits) {
    const failure = cannotSay('not-computable', 'segment-values-too-small', { values, least: fewestUnits });
    return { attribute, failure, by: null };
  }
  const named = rows.map(({ value }) => value);
  const by = largestValues(attribute, named, values);
  return { attribute, failure: null, other: by.other, by };
}
