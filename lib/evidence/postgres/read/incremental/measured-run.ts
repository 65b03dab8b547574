import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Measure } from '../../../../model/metrics/measure';
import type { Connection } from '../../../../database/connection';
import type { GroupMoments } from '../moment-figures';
import type { Windows } from './quantile-windows';

/** Raised when `unit_values` or the way in which they are computed changes its meaning. */
const layoutVersion = 2;

/** How far a run has been measured. */
export interface MeasuredRun {
  readonly horizon: Date;
  readonly seenUntil: string;
  /** Units whose numbers are stored. */
  readonly units: number;
  readonly refreshes: number;
  /** By variant position: the moments of each metric of moments that is not capped, in the order of the layout. */
  readonly arms: ReadonlyMap<number, readonly GroupMoments[]>;
  /** What stands around each quantile, in the order of the layout. */
  readonly windows: readonly Windows[];
}

/** Tells definitions apart; what is measured by others is not what is asked for. */
export function definitionsHash(measures: readonly Measure[]): string {
  return createHash('sha256')
    .update(JSON.stringify([layoutVersion, measures]))
    .digest('hex');
}

const momentsSchema = z.object({
  n: z.int(),
  waiting: z.int(),
  means: z.array(z.number()),
  covariances: z.array(z.array(z.number())),
  /** Not kept by the first versions. */
  thirds: z.array(z.number()).optional(),
});

const windowSchema = z.object({
  n: z.int(),
  waiting: z.int(),
  below: z.int(),
  lower: z.number(),
  upper: z.number(),
  values: z.array(z.tuple([z.number(), z.int()])),
});

const rowSchema = z.object({
  horizon: z.date(),
  seenUntil: z.string(),
  units: z.int(),
  refreshes: z.int(),
  moments: z.array(z.tuple([z.int(), z.array(momentsSchema)])),
  windows: z.array(z.array(z.tuple([z.int(), windowSchema])).nullable()).nullable(),
});

const READ = `
select horizon, seen_until::text as "seenUntil", units, refreshes, moments, quantile_windows as "windows"
from measured_runs
where run_id = $1::int and definitions = $2::text
`;

/** Null where the run was not measured yet, or by other definitions. */
export async function readMeasuredRun(
  client: Connection,
  runId: number,
  definitions: string,
): Promise<MeasuredRun | null> {
  const { rows } = await client.query(READ, [runId, definitions]);
  if (rows[0] === undefined) return null;
  const { moments, windows, ...run } = rowSchema.parse(rows[0]);
  return {
    ...run,
    arms: new Map(moments),
    windows: (windows ?? []).map((of) => (of === null ? null : new Map(of))),
  };
}

const WRITE = `
insert into measured_runs (run_id, definitions, horizon, seen_until, units, refreshes, moments, quantile_windows)
values ($1::int, $2::text, $3::timestamptz, $4::timestamptz, $5::int, $6::int, $7::jsonb, $8::jsonb)
on conflict (run_id) do update set
  definitions = excluded.definitions,
  horizon = excluded.horizon,
  seen_until = excluded.seen_until,
  units = excluded.units,
  refreshes = excluded.refreshes,
  moments = excluded.moments,
  quantile_windows = excluded.quantile_windows,
  refreshed_at = current_timestamp
`;

export async function writeMeasuredRun(
  client: Connection,
  runId: number,
  definitions: string,
  { horizon, seenUntil, units, refreshes, arms, windows }: MeasuredRun,
): Promise<void> {
  await client.query(WRITE, [
    runId,
    definitions,
    horizon.toISOString(),
    seenUntil,
    units,
    refreshes,
    JSON.stringify([...arms]),
    JSON.stringify(windows.map((of) => (of === null ? null : [...of]))),
  ]);
}
