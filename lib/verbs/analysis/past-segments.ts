import type { Evidence, MetricEvidence, SegmentUnits } from '../../analysis/evidence';
import { cannotSay } from '../../statistics/outcome';
import { segmentName, type PastSegment } from '../../model/planned-segment';

/** What was read of segments by the past. */
export interface PastSegments {
  readonly segments: Evidence['segments'];
  readonly units: readonly SegmentUnits[];
}

/**
 * Units by the past, which were read as metrics are: every unit has a past. Where one cannot be read, none is shown, with the
 * reason: a statement's segments are told apart by their places.
 */
export function pastSegments(
  pasts: readonly PastSegment[],
  metrics: ReadonlyMap<string, MetricEvidence>,
): PastSegments {
  const read = pasts.map((past) => ({ name: segmentName(past), evidence: metrics.get(segmentName(past)) }));
  const failed = read.flatMap(({ evidence }) =>
    evidence?.ok === true ? [] : [evidence ?? cannotSay('not-computable', 'pre-exposure-segment-not-read')],
  );
  const failure = failed[0] ?? null;
  return {
    segments: read.map(({ name }) => ({ attribute: name, failure })),
    units: read.flatMap(({ name, evidence }) =>
      failure !== null || evidence?.ok !== true
        ? []
        : evidence.segments
            .filter(({ attribute }) => attribute === name)
            .map(({ value, variant, n }) => ({ attribute: name, value, variant, units: n })),
    ),
  };
}
