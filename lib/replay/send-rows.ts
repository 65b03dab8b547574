import type { ApiClient } from '../client/api-client';
import type { RecordedVariant } from './recording';
import { recordedRows, type RecordedRow } from './recorded-rows';
import { valueColumns, type ReplayOptions } from './replay-options';
import { itemsPerRequest, sendItems, type SentCounts } from '../client/send-items';

const requestsAtOnce = 4;
const covariateLeadMs = 3_600_000;

export interface SendRowsInput {
  readonly client: ApiClient;
  readonly options: ReplayOptions;
  readonly variants: readonly RecordedVariant[];
  readonly startedAt: Date;
  /** Number of the run that the recording is sent to. */
  readonly run: number;
  readonly onRows: (rows: number) => void;
}

/**
 * A row's unit, as it is sent: the recordings of one environment share its events, so units of one replay are not those of
 * another, nor of another run.
 */
function sentUnit({ options, run }: SendRowsInput, unit: string): string {
  return `${options.experiment}-${String(run)}:${unit}`;
}

/**
 * Sends every row as one exposure and its events. Ids and times are functions of the file and the run, so that sending
 * again changes nothing. A value of 0 needs no event: a unit without one counts as 0. Throws what the server rejected.
 */
export async function sendRows(input: SendRowsInput): Promise<SentCounts> {
  let accepted = 0;
  let duplicate = 0;
  const underWay = new Set<Promise<void>>();
  const send = async (rows: readonly RecordedRow[]) => {
    // Events of a batch follow its exposures, so that a server that fails in between never holds effects without cause.
    const receipts = [await sendExposures(input, rows), await sendEvents(input, rows)];
    accepted += receipts.reduce((sum, receipt) => sum + receipt.accepted, 0);
    duplicate += receipts.reduce((sum, receipt) => sum + receipt.duplicate, 0);
    input.onRows(rows.length);
  };
  for await (const rows of batches(recordedRows(input.options), itemsPerRequest)) {
    const request = send(rows).finally(() => underWay.delete(request));
    underWay.add(request);
    if (underWay.size >= requestsAtOnce) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  return { accepted, duplicate };
}

async function* batches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function sendExposures(input: SendRowsInput, rows: readonly RecordedRow[]): Promise<SentCounts> {
  const { client, options, variants } = input;
  const keyOf = new Map(variants.map(({ name, key }) => [name, key]));
  const exposures = rows.map(({ unit, variant, segments, exposedAtMs }) => ({
    experiment: options.experiment,
    variant: keyOf.get(variant),
    unit: sentUnit(input, unit),
    occurredAt: exposureOf(input, exposedAtMs).toISOString(),
    attributes: segments,
  }));
  return sendItems(client, 'exposures', exposures);
}

async function sendEvents(input: SendRowsInput, rows: readonly RecordedRow[]): Promise<SentCounts> {
  return sendItems(
    input.client,
    'events',
    rows.flatMap((row) => eventsOf(row, input)),
  );
}

/** A row's own time, or the run's start. */
function exposureOf({ startedAt }: SendRowsInput, exposedAtMs: number | null): Date {
  return exposedAtMs === null ? startedAt : new Date(exposedAtMs);
}

function eventsOf({ unit: rowUnit, values, covariate, exposedAtMs }: RecordedRow, input: SendRowsInput) {
  const { options } = input;
  const exposedAt = exposureOf(input, exposedAtMs);
  const unit = sentUnit(input, rowUnit);
  const event = (name: string, value: number, occurredAt: Date) => ({
    id: `replay:${name}:${unit}`,
    unit,
    name,
    value,
    occurredAt: occurredAt.toISOString(),
  });
  const outcomes = valueColumns(options).flatMap((column, index) => {
    const value = values[index] ?? 0;
    return value === 0 ? [] : [event(column, value, exposedAt)];
  });
  if (covariate === null || options.covariateColumn === null) return outcomes;
  const before = new Date(exposedAt.getTime() - covariateLeadMs);
  return [...outcomes, event(options.covariateColumn, covariate, before)];
}
