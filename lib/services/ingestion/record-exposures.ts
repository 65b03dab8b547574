import { z } from 'zod';
import { authorise } from '../authorise';
import { findRuns, runAt, type ExposableRun } from './find-runs';
import type { IngestionContext } from './ingestion-context';
import { idField, jsonObjectField, occurredAtField, textField, unitField } from './item-fields';
import {
  itemsOf,
  parseItems,
  toItemRejections,
  type IngestionResult,
  type ParsedItem,
  type Rejection,
} from './parse-items';
import { stored } from './storage-unavailable';
import type { ExposureRow } from './write-exposures';
import { writeRejected } from './write-rejected';

/** One exposure as callers send it; fields that it does not have are ignored. */
function exposureSchema(now: Date) {
  return z.object({
    id: idField,
    experiment: textField('experiment', 200),
    variant: textField('variant', 200),
    unit: unitField,
    occurredAt: occurredAtField(now),
    attributes: jsonObjectField('attributes'),
  });
}

type ExposureItem = z.output<ReturnType<typeof exposureSchema>>;

const CODES = {
  id: 'INVALID_ID',
  experiment: 'INVALID_EXPERIMENT',
  variant: 'INVALID_VARIANT',
  unit: 'INVALID_UNIT',
  occurredAt: 'INVALID_TIMESTAMP',
  attributes: 'INVALID_ATTRIBUTES',
};

/**
 * Records that units met variants: `input` is `{ exposures: [{ id?, experiment, variant, unit, occurredAt?, attributes? }] }`.
 * Resolves after the commit. `duplicate` counts those whose unit had been recorded in the run before; an earlier
 * instant or another variant is taken note of all the same. Good items are stored whatever the others are; rejected ones
 * are kept with their reason. Codes: INVALID_*, UNKNOWN_EXPERIMENT, UNKNOWN_VARIANT, NOT_RUNNING.
 *
 * Throws ForbiddenError, InvalidInputError, TOO_MANY_ITEMS (413) and StorageUnavailableError (503, nothing is
 * acknowledged).
 */
export async function recordExposures({
  ctx,
  input,
}: {
  ctx: IngestionContext;
  input: unknown;
}): Promise<IngestionResult> {
  authorise(ctx, 'data:write');
  const now = ctx.now();
  const { good, rejected } = parseItems(itemsOf(input, 'exposures'), exposureSchema(now), CODES);
  const { database, store } = ctx;
  const experiments = [...new Set(good.map(({ item }) => item.experiment))];
  const runs = await stored(findRuns(database, ctx.environmentId, experiments));
  const verdicts = good.map((parsed) => placeExposure(parsed, runs, now));
  const rows = verdicts.flatMap((verdict) => ('row' in verdict ? [verdict.row] : []));
  const allRejected = [...rejected, ...verdicts.flatMap((verdict) => ('row' in verdict ? [] : [verdict]))];
  await stored(writeRejected(database, ctx.environmentId, 'EXPOSURE', allRejected));
  const accepted = await stored(store.exposures.submit(rows));
  return { accepted, duplicate: rows.length - accepted, rejected: toItemRejections(allRejected) };
}

/** The row that an exposure becomes, or why it becomes none. */
function placeExposure(
  { index, item, given }: ParsedItem<ExposureItem>,
  runs: ReadonlyMap<string, readonly ExposableRun[]>,
  now: Date,
): { readonly row: ExposureRow } | Rejection {
  const { experiment, variant, unit, occurredAt = now, attributes = null } = item;
  const reject = (code: string, detail: string): Rejection => ({ index, item: given, code, detail });
  const ofExperiment = runs.get(experiment);
  if (ofExperiment === undefined) {
    return reject('UNKNOWN_EXPERIMENT', `there is no experiment ${JSON.stringify(experiment)}`);
  }
  const run = runAt(ofExperiment, occurredAt);
  if (run === undefined) {
    const detail = `the experiment ${JSON.stringify(experiment)} was not running here at ${occurredAt.toISOString()}`;
    return reject('NOT_RUNNING', detail);
  }
  const position = run.variants.indexOf(variant);
  if (position === -1) {
    const known = run.variants.join(', ');
    return reject(
      'UNKNOWN_VARIANT',
      `${JSON.stringify(variant)} is none of ${experiment}'s variants: ${known}`,
    );
  }
  return { row: { runId: run.runId, unit, variant: position, occurredAt, attributes } };
}
