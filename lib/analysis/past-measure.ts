import { aggregate, completed, ofOneColumn, type Measure, type UnitValue } from '../model/metrics/measure';
import type { PastSegment } from '../model/planned-segment';

/** Whether a unit did any of a segment's events before its exposure: 1 or 0. */
export function pastValue({ event, where, lengthHours }: PastSegment): UnitValue {
  return aggregate('any', { event, where }, { kind: 'before', lengthHours });
}

/** The same, measured of every unit as a metric is. */
export function measureOfPast(past: PastSegment): Measure {
  return completed(ofOneColumn(pastValue(past)));
}
