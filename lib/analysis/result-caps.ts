import { cannotSay, type CannotSay } from '../statistics/outcome';
import type { ResultCap } from '../model/metric-result';
import type { EvidenceArm, ReadMetric } from './evidence';
import type { Cap, Measure } from '../model/metrics/measure';

type Moments = Pick<EvidenceArm, 'means' | 'covariances'>;

/** The caps that were taken, with their values; empty where the metric has none or no unit has a value. */
export function resultCaps({ caps, outcome }: Measure, { caps: values }: ReadMetric): readonly ResultCap[] {
  return caps.flatMap((cap, index): ResultCap[] => {
    const value = values[index] ?? null;
    if (value === null) return [];
    return [{ part: partOf(cap, outcome), side: cap.side, quantile: cap.quantile, value }];
  });
}

function partOf({ column }: Cap, outcome: Measure['outcome']): ResultCap['part'] {
  if (outcome.kind === 'mean') return 'value';
  return column === outcome.numerator ? 'numerator' : 'denominator';
}

/** The refusal of a comparison whose arms hold nothing but the value of a cap; null: no cap is the cause. */
export function removedByCap(
  { caps, outcome }: Measure,
  values: ReadMetric['caps'],
  arms: readonly (Moments | undefined)[],
): CannotSay | null {
  const reached = caps.flatMap((cap, place) => {
    const value = values[place];
    const isReached = typeof value === 'number' && arms.every((arm) => isAt(arm, cap.column, value));
    return isReached ? [{ cap, value }] : [];
  });
  const [first] = reached;
  if (first === undefined) return null;
  const part = partOf(first.cap, outcome);
  // Where both caps of a column meet, neither says on which side of it values lay.
  const ofColumn = reached.filter(({ cap }) => cap.column === first.cap.column);
  const lower = ofColumn.find(({ cap }) => cap.side === 'lower')?.value;
  const upper = ofColumn.find(({ cap }) => cap.side === 'upper')?.value;
  if (lower !== undefined && upper !== undefined)
    return cannotSay('no-variance', 'caps-leave-one-value', { part, lower, upper });
  return cannotSay('no-variance', 'cap-removes-variance', {
    side: first.cap.side,
    part,
    value: first.value,
  });
}

/** Sums of many equal values are off by their rounding. */
function isAt(arm: Moments | undefined, column: number, value: number): boolean {
  const mean = arm?.means[column];
  const variance = arm?.covariances[column]?.[column];
  if (mean === undefined || variance === undefined) return false;
  const rounding = 1e-9 * Math.abs(value);
  return Math.abs(mean - value) <= rounding && Math.sqrt(variance) <= rounding;
}
