import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../../lib/database/client';

// What a careful application does: sends batches under ids of its own, keeps what was not acknowledged, and sends it again.

const SENDERS = 12;
const BATCH = 40;
const MONTHS = ['2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00Z'] as const;

/** Items are told apart by their unit, which is unique to each. */
interface Batch {
  readonly kind: 'events' | 'exposures';
  readonly units: readonly string[];
  readonly body: string;
}

export interface TrafficOptions {
  readonly url: string;
  readonly key: string;
  readonly experiment: string;
  /** Begins every unit of this traffic. */
  readonly series: string;
}

export interface Traffic {
  /** Requests that are sent and not answered now. */
  readonly inFlight: () => number;
  readonly acknowledgedUnits: () => number;
  /** Sends nothing new, and waits for what is under way to be answered or to fail. */
  readonly stop: () => Promise<void>;
  readonly acknowledged: () => readonly Batch[];
  readonly unacknowledged: () => readonly Batch[];
}

export function startTraffic(options: TrafficOptions): Traffic {
  const acknowledged: Batch[] = [];
  const unacknowledged: Batch[] = [];
  let inFlight = 0;
  let isStopped = false;
  let made = 0;
  const sender = async (): Promise<void> => {
    while (!isStopped) {
      const batch = makeBatch(options, (made += 1));
      inFlight += 1;
      const isStored = await isAcknowledged(options, batch);
      inFlight -= 1;
      (isStored ? acknowledged : unacknowledged).push(batch);
      // A server that is gone refuses at once; a real client waits too.
      if (!isStored) await sleep(20);
    }
  };
  const senders = Promise.all(Array.from({ length: SENDERS }, sender));
  return {
    inFlight: () => inFlight,
    acknowledgedUnits: () => acknowledged.reduce((sum, { units }) => sum + units.length, 0),
    stop: async () => {
      isStopped = true;
      await senders;
    },
    acknowledged: () => acknowledged,
    unacknowledged: () => unacknowledged,
  };
}

/** Every second batch is exposures; of the events some carry no time, some lie on either side of a month's edge. */
function makeBatch({ series, experiment }: TrafficOptions, number: number): Batch {
  const kind = number % 2 === 0 ? 'events' : 'exposures';
  const units = Array.from({ length: BATCH }, (_, index) => `${series}-${kind}-${number}-${index}`);
  const items = units.map((unit, index) => {
    if (kind === 'exposures')
      return { unit, experiment, variant: index % 2 === 0 ? 'control' : 'treatment-1' };
    const occurredAt = MONTHS[index % 3];
    return { id: unit, unit, name: 'kill', ...(occurredAt === undefined ? {} : { occurredAt }) };
  });
  return { kind, units, body: JSON.stringify({ [kind]: items }) };
}

const answerSchema = z.object({ accepted: z.int(), duplicate: z.int(), rejected: z.array(z.unknown()) });

async function isAcknowledged(to: Pick<TrafficOptions, 'url' | 'key'>, batch: Batch): Promise<boolean> {
  try {
    const response = await fetch(`${to.url}/api/v1/${batch.kind}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${to.key}`, 'content-type': 'application/json' },
      body: batch.body,
    });
    const text = await response.text();
    if (response.status !== 200) return false;
    const { accepted, duplicate } = answerSchema.parse(JSON.parse(text));
    if (accepted + duplicate !== batch.units.length) throw new RejectedError(text);
    return true;
  } catch (error) {
    if (error instanceof RejectedError) throw error;
    return false;
  }
}

/** A mistake of the test, which would otherwise look like something to send again. */
class RejectedError extends Error {}

/** Sends each again, with the same ids, until it is acknowledged. */
export async function resend(
  to: Pick<TrafficOptions, 'url' | 'key'>,
  batches: readonly Batch[],
): Promise<void> {
  const deadline = Date.now() + 60_000;
  await Promise.all(
    batches.map(async (batch) => {
      while (!(await isAcknowledged(to, batch))) {
        if (Date.now() > deadline) throw new Error('what was sent again is still not acknowledged');
        await sleep(100);
      }
    }),
  );
}

export interface Count {
  /** Units of which no row was found. */
  readonly missing: number;
  /** Units of which more than one was. */
  readonly doubled: number;
}

/** Looks each item up in the tables. */
export async function countInTables(database: Database, batches: readonly Batch[]): Promise<Count> {
  const unitsOf = (kind: Batch['kind']) =>
    batches.flatMap((batch) => (batch.kind === kind ? batch.units : []));
  const { rows } = await database.pool.query<Count>(COUNT, [unitsOf('events'), unitsOf('exposures')]);
  const [counted] = rows;
  if (counted === undefined) throw new Error('nothing was counted');
  return counted;
}

const COUNT = `
with "found" as (
  select "sent"."unit", count("events"."key")::int as "rows"
  from unnest($1::text[]) as "sent" ("unit")
  left join "events" on "events"."unit" = "sent"."unit" and "events"."name" = 'kill'
  group by "sent"."unit"
  union all
  select "sent"."unit", count("exposures"."run_id")::int
  from unnest($2::text[]) as "sent" ("unit")
  left join "exposures" on "exposures"."unit" = "sent"."unit"
  group by "sent"."unit"
)
select
  count(*) filter (where "rows" = 0)::int as "missing",
  count(*) filter (where "rows" > 1)::int as "doubled"
from "found"
`;
