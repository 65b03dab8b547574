/** How long an export rests after each reading, as a multiple of what the reading took. */
const REST = { idle: 0.25, busy: 3 } as const;

/** No reading is so slow that the export should stand still for longer. */
const MAX_REST_MS = 500;

/**
 * How long an export leaves the machine, Postgres too, to everybody else after it read rows for `tookMs`: the longer the more work the
 * thread that answers requests had (`busy`, from 0 to 1), and the longer where others slow the reading itself down.
 */
export function restMs(tookMs: number, busy: number): number {
  return Math.min(tookMs * (REST.idle + (REST.busy - REST.idle) * busy), MAX_REST_MS);
}
