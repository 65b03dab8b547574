import { correlatedNormals, standardNormal, type Uniform } from '../decision/correlated-normals';
import { arrivalAt, arrivalCurve } from './arrival';
import { noveltyAt, segmentFactors, statedEffect, type SegmentValue } from './effect-size';
import { outcomeOf } from './marginals';
import type { Scenario, ScenarioMetric } from './scenario';
import { correlationFactor } from './scenario-checks';
import { seededUniform } from '../statistics/seeded-uniform';
import { ownMember } from '../model/own-member';

/** Something a unit does on a metric. */
export interface Deed {
  readonly metric: ScenarioMetric;
  /** 1 for a proportion, the sum spent, or the number of events. */
  readonly value: number;
}

/** A unit with all of its fates: what it would do in each variant is settled before it is assigned. */
export interface SimulatedUnit {
  readonly unit: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** When it is exposed, in days since the start. */
  readonly arrivesAt: number;
  /** What it did before, so many days before its exposure. */
  readonly before: readonly (Deed & { readonly daysBefore: number })[];
  /** What it does in a variant, so many days after its exposure. */
  readonly after: (variant: number) => readonly (Deed & { readonly daysAfter: number })[];
  /** Whether its exposure to a variant is lost on the way. */
  readonly isLostIn: (variant: number) => boolean;
  /** For what happens to its data on the way: a generator of its own. */
  readonly transport: Uniform;
}

export type UnitOf = (index: number) => SimulatedUnit;

const SECONDS_A_DAY = 86_400;

/** The units of a scenario by number. Every number is drawn from the seed and the unit's own number, in one order. */
export function unitsOf(scenario: Scenario, seed: number): UnitOf {
  const curve = arrivalCurve(scenario);
  const factor = correlationFactor(scenario);
  if (factor === null) throw new Error('A scenario was not checked.');
  return (index) => {
    const uniform = seededUniform(seed, index);
    // One unit from each of as many equal parts of all arrivals: they come in the order of their numbers.
    const arrivesAt = arrivalAt(curve, (index + uniform()) / scenario.units);
    const values = scenario.segments.flatMap(({ values: all }) => drawn(all, uniform()));
    const latents = correlatedNormals(factor, uniform);
    const pasts = scenario.metrics.map(() => ({ own: standardNormal(uniform), when: uniform() }));
    const delays = scenario.metrics.map(({ delayDays }) => delayDays * uniform());
    const lost = uniform();
    const factors = segmentFactors(values);
    return {
      unit: `${scenario.experiment.key}-${String(index)}`,
      attributes: Object.fromEntries(
        scenario.segments.map(({ attribute }, i) => [attribute, values[i]?.value ?? '']),
      ),
      arrivesAt,
      before: scenario.metrics.flatMap((metric, i) => {
        const { own = 0, when = 0 } = pasts[i] ?? {};
        return metric.past === null
          ? []
          : pastDeed(metric, metric.past, latents[i] ?? 0, { own, when }, factors.mean);
      }),
      after: (variant) =>
        scenario.metrics.flatMap((metric, i) => {
          const daysAfter = delays[i] ?? 0;
          const effect =
            statedEffect(scenario, variant, metric.key) * factors.effect * noveltyAt(scenario, daysAfter);
          const value = outcomeOf(metric, latents[i] ?? 0, factors.mean * (1 + effect));
          return value === 0 ? [] : [{ metric, value, daysAfter }];
        }),
      isLostIn: (variant) =>
        lost < (ownMember(scenario.faults.lostExposures, scenario.variants[variant]?.key ?? '') ?? 0),
      transport: uniform,
    };
  };
}

function pastDeed(
  metric: ScenarioMetric,
  { correlation, days }: NonNullable<ScenarioMetric['past']>,
  latent: number,
  { own, when }: { readonly own: number; readonly when: number },
  factor: number,
): (Deed & { daysBefore: number })[] {
  const value = outcomeOf(metric, correlation * latent + Math.sqrt(1 - correlation ** 2) * own, factor);
  // At least a second before, and within the days that count: at the exposure itself it would be after.
  const daysBefore = Math.max(days * when, 1 / SECONDS_A_DAY);
  return value === 0 ? [] : [{ metric, value, daysBefore }];
}

/** The one value that the uniform falls on; shares may sum to a little less than 1. */
function drawn(values: readonly SegmentValue[], uniform: number): readonly SegmentValue[] {
  let before = 0;
  const found = values.findIndex(({ share }) => uniform < (before += share));
  return found === -1 ? values.slice(-1) : values.slice(found, found + 1);
}
