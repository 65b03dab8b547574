import type { Scenario, ScenarioMetric } from './scenario';
import { unitsOf, type Deed, type SimulatedUnit } from './unit';

/** Days since the start of the run, less real days before: the past is never told in a faster time. */
export interface SimulatedInstant {
  readonly day: number;
  readonly daysBefore: number;
}

export interface SimulatedExposure {
  readonly unit: string;
  /** Position of the variant. */
  readonly variant: number;
  readonly day: number;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SimulatedEvent {
  readonly id: string;
  readonly unit: string;
  readonly name: string;
  readonly value: number;
  readonly occurred: SimulatedInstant;
}

/** What arrives at the platform in one day. */
export interface TrafficDay {
  /** 0 is the first day. */
  readonly day: number;
  readonly exposures: readonly SimulatedExposure[];
  readonly events: readonly SimulatedEvent[];
}

/** The variant of a unit as the platform says it; null: the unit takes no part. */
export type Assign = (unit: string, attributes: Readonly<Record<string, string>>) => number | null;

/** How many days a run takes until all it will ever hear has arrived. */
export function lengthInDays({ days, metrics, faults }: Scenario): number {
  const latest = Math.max(...metrics.map(({ delayDays }) => delayDays));
  return days + Math.ceil(latest + (faults.lateShare > 0 ? faults.lateDays : 0));
}

/** The name under which a metric's events are sent. */
export function eventName(metric: ScenarioMetric): string {
  return metric.key;
}

/** The traffic of a scenario, day by day: deterministic in the seed and in what `assign` answers. */
export function* simulateTraffic(scenario: Scenario, seed: number, assign: Assign): Generator<TrafficDay> {
  const unitOf = unitsOf(scenario, seed);
  const waiting = new Map<number, SimulatedEvent[]>();
  const total = lengthInDays(scenario);
  let next = 0;
  for (let day = 0; day < total; day += 1) {
    const exposures: SimulatedExposure[] = [];
    for (; next < scenario.units; next += 1) {
      const unit = unitOf(next);
      if (unit.arrivesAt >= day + 1) break;
      const variant = assign(unit.unit, unit.attributes);
      if (variant === null) continue;
      exposures.push(...exposuresOf(scenario, unit, variant));
      for (const { arrives, event } of eventsOf(scenario, unit, variant)) {
        const on = Math.min(Math.max(Math.floor(arrives), day), total - 1);
        const others = waiting.get(on);
        if (others === undefined) waiting.set(on, [event]);
        else others.push(event);
      }
    }
    yield { day, exposures, events: take(waiting, day) };
  }
}

function take(waiting: Map<number, SimulatedEvent[]>, day: number): SimulatedEvent[] {
  const events = waiting.get(day) ?? [];
  waiting.delete(day);
  return events;
}

function exposuresOf({ faults }: Scenario, unit: SimulatedUnit, variant: number): SimulatedExposure[] {
  const isTwice = unit.transport() < faults.duplicateShare;
  if (unit.isLostIn(variant)) return [];
  const exposure = { unit: unit.unit, variant, day: unit.arrivesAt, attributes: unit.attributes };
  return isTwice ? [exposure, exposure] : [exposure];
}

/** Those of whom the platform knows nothing still do what they do: an exposure is lost, not a person. */
function eventsOf({ faults }: Scenario, unit: SimulatedUnit, variant: number) {
  const told = (deed: Deed, when: string, occurred: SimulatedInstant) =>
    single(unit.unit, deed, when, occurred).flatMap((event) => {
      const arrives = occurred.day + (unit.transport() < faults.lateShare ? faults.lateDays : 0);
      const sent = { arrives, event };
      return unit.transport() < faults.duplicateShare ? [sent, sent] : [sent];
    });
  return [
    ...unit.before.flatMap((deed) =>
      told(deed, 'before', { day: unit.arrivesAt, daysBefore: deed.daysBefore }),
    ),
    ...unit
      .after(variant)
      .flatMap((deed) => told(deed, 'after', { day: unit.arrivesAt + deed.daysAfter, daysBefore: 0 })),
  ];
}

/** A count is so many events of value 1, anything else one event. */
function single(
  unit: string,
  { metric, value }: Deed,
  when: string,
  occurred: SimulatedInstant,
): SimulatedEvent[] {
  const name = eventName(metric);
  const times = metric.kind === 'count' ? value : 1;
  return Array.from({ length: times }, (_, index) => ({
    id: `simulated:${name}:${when}:${unit}:${String(index)}`,
    unit,
    name,
    value: metric.kind === 'count' ? 1 : value,
    occurred,
  }));
}
