import { ABSENCE_REASONS } from '../assignment/assignment';
import { authorise } from '../auth/authorise';
import { checkExposure } from './check-items';
import type { ExposableRun, ExposureRow } from '../evidence/write';
import { assignsFrom, runAt, scheduleProblem, wasActive } from './active-run';
import type { IngestionContext } from './ingestion-context';
import { ItemRefusal } from './item-refusal';
import type { ExposureItem } from './item-schemas';
import { itemsOf, sentAtOf, type IngestionResult } from './parse-items';
import { exposedNotAhead, notAhead } from './sender-clock';
import { takeIn, type ItemKind } from './take-in';

export const exposureKind: ItemKind<ExposureItem, ExposureRow> = {
  kind: 'EXPOSURE',
  check: checkExposure,
  occurredAt: ({ occurredAt }) => occurredAt,
  userAgent: ({ userAgent }) => userAgent,
  place: async ({ environmentId, ingestion: { write } }, items, now) => {
    const experiments = [...new Set(items.map(({ experiment }) => experiment))];
    const runs = await write.findRuns(environmentId, experiments);
    const startOf = new Map([...runs.values()].flat().map(({ runId, startedAt }) => [runId, startedAt]));
    const placed = items.map((item) => placeExposure(item, runs, now));
    const behind = placed.filter(
      (row) => !(row instanceof ItemRefusal) && row.occurredAt < (startOf.get(row.runId) ?? row.occurredAt),
    );
    write.verdicts.add(environmentId, now, 'EXPOSURE', 'CLOCK_BEHIND', behind.length);
    return placed;
  },
  store: ({ ingestion: { write } }, rows) => write.exposures.submit(rows),
};

/**
 * Records that units met variants: `input` is
 * `{ sentAt?, exposures: [{ id?, experiment, run?, variant, unit, occurredAt?, attributes?, forced?, reason?, userAgent? }] }`.
 * Resolves after the commit. `duplicate` counts those whose unit had been recorded in the run before; an earlier
 * instant or another variant is taken note of all the same. Good items are stored whatever the others are; rejected ones
 * are kept with their reason. Codes: INVALID_*, UNKNOWN_MEMBER, TIMESTAMP_IN_FUTURE, TIMESTAMP_TOO_OLD, UNKNOWN_EXPERIMENT,
 * UNKNOWN_RUN, UNKNOWN_VARIANT, NOT_RUNNING, and without being kept BOT and ERASED.
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
  authorise(ctx, 'data:write', ctx);
  return takeIn(ctx, exposureKind, itemsOf(input, 'exposures'), { sentAtMs: sentAtOf(input) });
}

/**
 * Reasons by which a unit was not drawn into its variant: a rule gave the value, everybody gets it, or it is a default, as OpenFeature and
 * assignments say it.
 */
const UNDRAWN_REASONS = new Set<string>([
  ...['TARGETING_MATCH', 'STATIC', 'DEFAULT', 'DISABLED', 'ERROR', 'FORCED', 'OVERRIDE', 'SHIPPED'],
  ...ABSENCE_REASONS,
]);

/** OpenFeature writes reasons in capitals, OpenTelemetry in small letters: they mean the same. */
function isUndrawn(reason: string): boolean {
  return UNDRAWN_REASONS.has(reason.trim().toUpperCase().replaceAll('-', '_'));
}

/** The row that an exposure becomes, or why it becomes none. */
function placeExposure(
  item: ExposureItem,
  runs: ReadonlyMap<string, readonly ExposableRun[]>,
  now: Date,
): ExposureRow | ItemRefusal {
  const { experiment, variant, unit, attributes = null } = item;
  const given = item.occurredAt ?? now;
  const ofExperiment = runs.get(experiment);
  if (ofExperiment === undefined) {
    return new ItemRefusal('UNKNOWN_EXPERIMENT', `there is no experiment ${JSON.stringify(experiment)}`);
  }
  const run = runOf(item, ofExperiment, notAhead(given, now));
  if (run instanceof ItemRefusal) return run;
  const position = run.variants.indexOf(variant);
  if (position === -1) {
    const known = run.variants.join(', ');
    const detail = `${JSON.stringify(variant)} is none of ${experiment}'s variants: ${known}`;
    return new ItemRefusal('UNKNOWN_VARIANT', detail);
  }
  const forced = item.forced === true || (item.reason !== undefined && isUndrawn(item.reason));
  const occurredAt = exposedNotAhead(given, now, assignsFrom(run, now));
  // Also where that is before the run, by a clock that is behind: the unit's events have their times from it too.
  return { runId: run.runId, unit, variant: position, occurredAt, attributes, forced };
}

/** How far behind a clock may be. What is older was not made by a client that evaluates the run. */
const MAX_BEHIND_MS = 24 * 60 * 60 * 1000;

/** Whether an exposure names a run that was yet to start by the sender's clock: nobody hears of a run before it starts. */
function isClockBehind({ startedAt }: ExposableRun, occurredAt: Date): boolean {
  const behindMs = startedAt.getTime() - occurredAt.getTime();
  return behindMs > 0 && behindMs <= MAX_BEHIND_MS;
}

/**
 * The run that the exposure names, also where the sender's clock is behind and says that it was not yet running; where it names none, the one
 * that was active then. Outside its schedule a run assigns nobody, so nobody can have been exposed. A client that has not heard of a new
 * run gives variants of the old one: by time alone they would be counted in a run that deals them out otherwise.
 */
function runOf(
  { experiment, run: number }: ExposureItem,
  runs: readonly ExposableRun[],
  occurredAt: Date,
): ExposableRun | ItemRefusal {
  const name = JSON.stringify(experiment);
  const isNamed = number !== undefined;
  const run = isNamed ? runs.find((one) => one.number === number) : runAt(runs, occurredAt);
  if (isNamed && run === undefined) {
    return new ItemRefusal('UNKNOWN_RUN', `the experiment ${name} has no run ${number} here`);
  }
  const isThere =
    run !== undefined && (wasActive(run, occurredAt) || (isNamed && isClockBehind(run, occurredAt)));
  const problem = isThere ? scheduleProblem(run, occurredAt) : null;
  if (isThere && problem === null) return run;
  const what = isNamed ? `run ${number} of the experiment ${name}` : `the experiment ${name}`;
  const why = problem === null ? '' : `: ${problem}`;
  return new ItemRefusal('NOT_RUNNING', `${what} was not running here at ${occurredAt.toISOString()}${why}`);
}
