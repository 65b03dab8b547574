import type { ItemKindName } from '../model/item-members';

// What one sender tells of has one clock, which may be wrong. Exposures and events come in bodies of their own, so whatever mends their
// times has to mend both alike: an event that comes before its unit's exposure counts for nothing.

/** Clocks are mended in steps, so that bodies which take longer or shorter to arrive are moved by the same. */
const STEP_MS = 60_000;
/** Where the step of one body is another than that of the next, it is that of the exposure which is the earlier. */
const SLACK_MS = 15_000;

/**
 * How much later than they say the items of a body occurred: the difference between when it was sent, by the sender's clock, and now, in
 * whole minutes. Where it took half a minute longer to arrive than another body of the same sender, no exposure is behind an event that followed it.
 */
export function clockShiftMs(sentAtMs: number | null, now: Date, kind: ItemKindName): number {
  if (sentAtMs === null) return 0;
  const slackMs = kind === 'EXPOSURE' ? -SLACK_MS : SLACK_MS;
  return Math.round((now.getTime() - sentAtMs + slackMs) / STEP_MS) * STEP_MS;
}

/** Further ahead than that, a clock is off. */
export const AHEAD_MS = 5 * 60 * 1000;

/** Further ahead than that, an item is refused: it tells nothing of when it occurred. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/**
 * How far ahead items of a kind are taken. Of events further than of exposures: whoever's exposure is taken and sent within a day has its
 * events taken too, although they are later by the same clock; without them it would count as a unit that did nothing.
 */
export function maxAheadMs(kind: ItemKindName): number {
  return kind === 'EVENT' ? 2 * MAX_AHEAD_MS : MAX_AHEAD_MS;
}

/** When an item occurred, of which we heard `now`: not later, whatever its clock says. */
export function notAhead(occurredAt: Date, now: Date): Date {
  return occurredAt > now ? now : occurredAt;
}

/** By how much an event may come before its exposure, of a sender that sends both at once. */
const OVERTAKEN_MS = 2 * SLACK_MS;

/**
 * The same for an exposure in a run that assigns units from `assignsFrom` on, but a little before it arrives where its clock is ahead: its unit's
 * events, which are stored as of their own arrival, may have come first.
 */
export function exposedNotAhead(occurredAt: Date, now: Date, assignsFrom: Date): Date {
  if (occurredAt <= now) return occurredAt;
  return new Date(Math.max(assignsFrom.getTime(), now.getTime() - OVERTAKEN_MS));
}
