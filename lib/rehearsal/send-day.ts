import type { ApiClient } from '../client/api-client';
import { sendItems, type SentCounts } from '../client/send-items';
import type { Scenario } from '../simulator/scenario';
import type { SimulatedInstant, TrafficDay } from '../simulator/traffic';

const realDayMs = 86_400_000;

export interface RunTime {
  readonly startedAt: Date;
  readonly dayMs: number;
}

export function instantOf({ startedAt, dayMs }: RunTime, { day, daysBefore }: SimulatedInstant): Date {
  return new Date(startedAt.getTime() + Math.floor(day * dayMs) - Math.ceil(daysBefore * realDayMs));
}

/** Sends what arrives in a day: events after exposures, so that there are never effects without cause. */
export async function sendDay(
  client: ApiClient,
  { experiment, variants }: Scenario,
  time: RunTime,
  { exposures, events }: TrafficDay,
): Promise<SentCounts> {
  const at = (instant: SimulatedInstant) => instantOf(time, instant).toISOString();
  const ofExposures = await sendItems(
    client,
    'exposures',
    exposures.map(({ unit, variant, day, attributes }) => ({
      experiment: experiment.key,
      variant: variants[variant]?.key,
      unit,
      occurredAt: at({ day, daysBefore: 0 }),
      attributes,
    })),
  );
  const ofEvents = await sendItems(
    client,
    'events',
    events.map(({ occurred, ...event }) => ({ ...event, occurredAt: at(occurred) })),
  );
  return {
    accepted: ofExposures.accepted + ofEvents.accepted,
    duplicate: ofExposures.duplicate + ofEvents.duplicate,
  };
}
