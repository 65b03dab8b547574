import { arrivalCurve } from './arrival';
import { noveltyAt, statedEffect } from './effect-size';
import type { Scenario } from './scenario';

/** Which units a truth is of: all, or those of one value of an attribute. */
export interface TruthSegment {
  readonly attribute: string;
  readonly value: string;
}

/** Points of the midpoint rule, in each day of arrival and over the delay. */
const ARRIVALS_A_DAY = 8;
const DELAYS = 200;

/**
 * The relative effect that an analysis at the end of `horizonDay` days estimates: the stated one, averaged over segments by what
 * their units come to, and over how long after exposure units had acted by then. Late arrivals are taken to be in.
 */
export function plantedEffect(
  scenario: Scenario,
  variant: number,
  metricKey: string,
  horizonDay: number,
  segment: TruthSegment | null = null,
): number {
  const metric = scenario.metrics.find(({ key }) => key === metricKey);
  const stated = statedEffect(scenario, variant, metricKey);
  if (metric === undefined || stated === 0) return 0;
  return stated * segmentAverage(scenario, segment) * noveltyAverage(scenario, metric.delayDays, horizonDay);
}

/** Mean of the effect factors, each segment weighing as much as its units' part of the metric. */
function segmentAverage({ segments }: Scenario, segment: TruthSegment | null): number {
  return segments.reduce((product, { attribute, values }) => {
    const asked =
      segment?.attribute === attribute ? values.filter(({ value }) => value === segment.value) : values;
    const weight = asked.reduce((sum, { share, meanFactor }) => sum + share * meanFactor, 0);
    const effect = asked.reduce(
      (sum, { share, meanFactor, effectFactor }) => sum + share * meanFactor * effectFactor,
      0,
    );
    return weight === 0 ? product : (product * effect) / weight;
  }, 1);
}

/** Over units that have arrived and acted before the horizon. */
function noveltyAverage(scenario: Scenario, delayDays: number, horizonDay: number): number {
  if (scenario.novelty === null || delayDays === 0) return noveltyAt(scenario, 0);
  const curve = arrivalCurve(scenario);
  let weight = 0;
  let effect = 0;
  for (const [day, end] of curve.entries()) {
    const share = (end - (curve[day - 1] ?? 0)) / ARRIVALS_A_DAY;
    for (let part = 0; part < ARRIVALS_A_DAY; part += 1) {
      // Of the delays, those that end before the horizon: evenly from 0 to this.
      const seen = Math.min(delayDays, horizonDay - day - (part + 0.5) / ARRIVALS_A_DAY);
      if (seen <= 0) continue;
      weight += share * seen;
      for (let i = 0; i < DELAYS; i += 1) {
        effect += (share * seen * noveltyAt(scenario, ((i + 0.5) / DELAYS) * seen)) / DELAYS;
      }
    }
  }
  return weight === 0 ? noveltyAt(scenario, 0) : effect / weight;
}
