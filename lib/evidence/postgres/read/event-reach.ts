import {
  selectionsOf,
  type ElapsedWindow,
  type LocalDays,
  type Measure,
} from '../../../model/metrics/measure';

type Window = ElapsedWindow | LocalDays;

/** An instant of a unit: so many hours from its exposure, or from when it is measured, which is never earlier. */
export interface Bound {
  readonly since: 'exposure' | 'start';
  readonly hours: number;
}

/** Within which every event of a window lies, the upper end excluded. */
export interface EventReach {
  readonly lower: Bound;
  /** Null: up to the horizon. */
  readonly upper: Bound | null;
}

export function after(hours: number): Bound {
  return { since: 'start', hours };
}

export function isSame(a: Bound, b: Bound): boolean {
  return a.since === b.since && a.hours === b.hours;
}

export function reachOf(window: Window): EventReach {
  switch (window.kind) {
    case 'before':
      return {
        lower: { since: 'exposure', hours: -window.lengthHours },
        upper: { since: 'exposure', hours: 0 },
      };
    case 'after': {
      const { startHours, lengthHours } = window;
      return {
        lower: after(startHours),
        upper: lengthHours === null ? null : after(startHours + lengthHours),
      };
    }
    case 'local-days':
      // The last day ends so many days after the one of exposure began; clocks that are changed, even by a day, add to that.
      return { lower: after(0), upper: after((window.to + 2) * 24 + 2) };
  }
}

/** What is before exposure lies before all that is measured from the start on, however far apart the two are. */
function inOrder(bounds: readonly Bound[]): readonly Bound[] {
  const place = ({ since }: Bound) => (since === 'exposure' ? 0 : 1);
  return [...bounds].sort((a, b) => place(a) - place(b) || a.hours - b.hours);
}

/** What holds for every one of the windows. */
export function commonReach(windows: readonly Window[]): EventReach {
  const reaches = windows.map(reachOf);
  const uppers = reaches.flatMap(({ upper }) => (upper === null ? [] : [upper]));
  return {
    lower: inOrder(reaches.map(({ lower }) => lower))[0] ?? after(0),
    upper: uppers.length < reaches.length ? null : (inOrder(uppers).at(-1) ?? null),
  };
}

/** By the name of the event: where it lies if any of the measures is to count it. */
export function reachByEvent(measures: readonly Measure[]): ReadonlyMap<string, EventReach> {
  const windows = new Map<string, Window[]>();
  for (const value of measures.flatMap(({ columns }) => columns)) {
    if (value.kind === 'attribute') continue;
    for (const { event } of selectionsOf(value)) {
      windows.set(event, [...(windows.get(event) ?? []), value.window]);
    }
  }
  return new Map([...windows].map(([event, of]) => [event, commonReach(of)]));
}
