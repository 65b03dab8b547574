import { isShare, type MetricKind } from '../model/metrics/kinds';
import { hasFewEvents, type ProportionArms } from '../statistics/effects/few-events';
import type { Successes } from '../statistics/effects/successes';
import type { EvidenceArm } from './evidence';

/**
 * Units and events of a share of which an arm has few, or few units without one: of all units, of a segment or of a day. Undefined: it has
 * enough, is no share, or an arm is not there.
 */
export function fewEventsOf(
  kind: MetricKind,
  control: EvidenceArm | undefined,
  treatment: EvidenceArm | undefined,
): ProportionArms | undefined {
  if (!isShare(kind) || control === undefined || treatment === undefined) return undefined;
  const [ofControl, ofTreatment] = [successesOf(control), successesOf(treatment)];
  if (ofControl === null || ofTreatment === null) return undefined;
  const arms = { control: ofControl, treatment: ofTreatment };
  return hasFewEvents(arms) ? arms : undefined;
}

/** What the mean of a thousand million 0s and 1s may be off by, times their number. */
const ROUNDING = 1e-3;

/** Null: the mean is none of 0s and 1s, so there are no events to count. */
function successesOf({ n, means }: EvidenceArm): Successes | null {
  const counted = (means[0] ?? 0) * n;
  const successes = Math.round(counted);
  return Math.abs(counted - successes) > ROUNDING ? null : { n, successes };
}
