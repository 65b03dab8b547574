/** One event as an application sends it. */
export interface SentEvent {
  readonly id: string;
  readonly unit: string;
  readonly name: string;
  readonly value: number;
  readonly occurredAt: string;
}

const UNITS = 200_000;
const FIRST_MS = Date.UTC(2026, 0, 5);

/** The same for the HTTP path and its ceiling: 200,000 units, three names, times within eleven hours of one month. */
export function eventAt(series: string, index: number): SentEvent {
  return {
    id: `${series}-${index}`,
    unit: `user-${(index * 7919) % UNITS}`,
    name: ['page_view', 'add_to_cart', 'purchase'][index % 3] ?? 'purchase',
    value: (index % 1000) / 10,
    occurredAt: new Date(FIRST_MS + (index % 40_000) * 1000).toISOString(),
  };
}

export function eventsFrom(series: string, start: number, count: number): readonly SentEvent[] {
  return Array.from({ length: count }, (_, offset) => eventAt(series, start + offset));
}
