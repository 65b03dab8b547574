import type { ItemKindName } from '../evidence/write';

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

/**
 * When an item occurred, of which we heard `now`: not later, whatever its clock says. Of an event a little later is let be, so that it
 * follows its exposure where it comes before it.
 */
export function notAhead(occurredAt: Date, now: Date, kind: ItemKindName): Date {
  const latestMs = now.getTime() + (kind === 'EVENT' ? AHEAD_MS : 0);
  return occurredAt.getTime() > latestMs ? new Date(latestMs) : occurredAt;
}
