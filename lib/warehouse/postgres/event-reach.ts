import { selectionsOf, type ElapsedWindow, type LocalDays, type Measure } from '../../analysis/measure';

type Window = ElapsedWindow | LocalDays;

/** Hours from first exposure within which every event of a window lies, the upper end excluded; null: up to the horizon. */
export interface EventReach {
  readonly lower: number;
  readonly upper: number | null;
}

export function reachOf(window: Window): EventReach {
  switch (window.kind) {
    case 'before':
      return { lower: -window.lengthHours, upper: 0 };
    case 'after': {
      const { startHours, lengthHours } = window;
      return { lower: startHours, upper: lengthHours === null ? null : startHours + lengthHours };
    }
    case 'local-days':
      // The last day ends so many days after the one of exposure began; clocks that are changed, even by a day, add to that.
      return { lower: 0, upper: (window.to + 2) * 24 + 2 };
  }
}

/** What holds for every one of the windows. */
export function commonReach(windows: readonly Window[]): EventReach {
  const reaches = windows.map(reachOf);
  const uppers = reaches.map(({ upper }) => upper);
  return {
    lower: Math.min(...reaches.map(({ lower }) => lower)),
    upper: uppers.reduce(
      (most, upper) => (most === null || upper === null ? null : Math.max(most, upper)),
      -Infinity,
    ),
  };
}

/** By the name of the event: where it lies if any of the measures is to count it. */
export function reachByEvent(measures: readonly Measure[]): ReadonlyMap<string, EventReach> {
  const windows = new Map<string, Window[]>();
  for (const value of measures.flatMap(({ columns }) => columns)) {
    for (const { event } of selectionsOf(value)) {
      windows.set(event, [...(windows.get(event) ?? []), value.window]);
    }
  }
  return new Map([...windows].map(([event, of]) => [event, commonReach(of)]));
}
