import { zonedInstantOf } from '../assignment/instant';
import { InvalidInputError } from '../errors';

/** Why a text is no instant. */
export class NoInstant {
  /** That naming a zone would make it one. */
  readonly lacksZone: boolean;
  readonly detail: string;

  constructor(detail: string, lacksZone = false) {
    this.detail = detail;
    this.lacksZone = lacksZone;
  }
}

/**
 * Reads the times of files: what the API takes, and how databases and spreadsheets write them. `2026-11-28 10:00:00+00`,
 * `2026-11-28 10:00:00 UTC`, seconds, milliseconds and microseconds since 1970 and, where a zone was named, times
 * without one and days alone, which are their beginning.
 */
export class InstantReader {
  readonly #zone: Zone | null;
  /** Times so far that were there twice, as clocks were set back: the first of both was taken. */
  seenTwice = 0;

  constructor(zone: Zone | null) {
    this.#zone = zone;
  }

  /** Epoch milliseconds. */
  read(given: string): number | NoInstant {
    const text = given.trim().replace(BLANK_BEFORE_TIME, '$1T').replace(ZONE_BEHIND_BLANK, '$1');
    const written = text.replace(/(?:UTC|GMT)$/i, 'Z');
    const instantMs = zonedInstantOf(written) ?? epochOf(text);
    if (instantMs !== null) return instantMs;
    const day = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(text);
    const localMs = zonedInstantOf(day === null ? `${text}Z` : `${day.slice(1).join('-')}T00:00Z`);
    if (localMs === null) {
      return new NoInstant(
        `"${given}" is no time: write it as 2026-01-31T09:30:00Z, or as seconds since 1970`,
      );
    }
    if (this.#zone === null) {
      return new NoInstant(`"${given}" has no zone: name it, such as --time-zone Europe/Berlin or UTC`, true);
    }
    return this.#inZone(this.#zone, given, localMs, day !== null);
  }

  #inZone(zone: Zone, given: string, localMs: number, isDay: boolean): number | NoInstant {
    // Clocks are never set twice within two days, so one of these two offsets holds, or both do, or neither.
    const [before, after] = [zone.offsetMs(localMs - DAY_MS), zone.offsetMs(localMs + DAY_MS)];
    const earlier = localMs - Math.max(before, after);
    const later = localMs - Math.min(before, after);
    const holds = [earlier, later].filter((instantMs) => zone.offsetMs(instantMs) === localMs - instantMs);
    const [instantMs] = holds;
    if (before !== after && holds.length === 2) this.seenTwice += 1;
    if (instantMs !== undefined) return instantMs;
    // A day whose midnight was skipped begins when clocks were set forward.
    if (isDay) return localMs - before;
    return new NoInstant(`"${given}" was never there in ${zone.name}: clocks were set forward over it`);
  }
}

/** A zone of the time zone database. */
export interface Zone {
  readonly name: string;
  /** How far its clocks were ahead of UTC at an instant. */
  readonly offsetMs: (instantMs: number) => number;
}

/** What `--time-zone` names, such as `Europe/Berlin`. Throws InvalidInputError. */
export function zoneNamed(name: string): Zone {
  const clock = clockOf(name);
  // Offsets change at quarters of an hour; telling one takes longer than all the rest of a line.
  const known = new Map<number, number>();
  return {
    name,
    offsetMs: (instantMs) => {
      const quarter = Math.floor(instantMs / QUARTER_MS);
      const kept = known.get(quarter);
      if (kept !== undefined) return kept;
      const offset = offsetOf(clock, quarter * QUARTER_MS);
      known.set(quarter, offset);
      return offset;
    },
  };
}

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const BLANK_BEFORE_TIME = /^(\d{4}-\d\d-\d\d) +(?=\d)/;
const ZONE_BEHIND_BLANK = / +(UTC|GMT|Z|[+-]\d\d(?::?\d\d)?)$/i;

/** Digits alone: how many there are says the unit, as times between 1973 and 2286 have ten of seconds, give or take one. */
function epochOf(text: string): number | null {
  if (/^\d{9,10}(?:\.\d+)?$/.test(text)) return Math.floor(Number(text) * 1000);
  if (/^\d{12,13}(?:\.\d+)?$/.test(text)) return Math.floor(Number(text));
  return /^\d{15,16}$/.test(text) ? Math.floor(Number(text) / 1000) : null;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit';
  const parts = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone, hourCycle: 'h23' });
  } catch {
    throw new InvalidInputError(
      `--time-zone "${timeZone}": there is no such zone. Write one such as Europe/Berlin, America/New_York or UTC.`,
    );
  }
}

function offsetOf(clock: Intl.DateTimeFormat, instantMs: number): number {
  const parts = new Map(clock.formatToParts(instantMs).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name));
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - instantMs;
}
