import type { EvidenceArm, MetricEvidence, ReadMetric } from '../../../../analysis/evidence';
import type { Connection } from '../../../../database/connection';
import type { Figures, MetricsRequest } from '../../../read';
import { reachByEvent } from '../event-reach';
import type { PlacedMeasure } from '../measured-columns';
import type { GroupMoments } from '../moment-figures';
import { scorecardMoments } from '../scorecard-moments';
import type { Wanted } from '../wanted-metric';
import { changedArms } from './changed-moments';
import { findChangedUnits } from './changed-units';
import { definitionsHash, readMeasuredRun, writeMeasuredRun, type MeasuredRun } from './measured-run';
import { changedWindows, readStoredQuantiles } from './stored-quantiles';
import { layoutOf, storedUnits, type UnitLayout } from './unit-layout';
import { changeUnitValues, rewriteUnitValues } from './write-unit-values';

/** After so many refreshes the moments are computed from all stored units again, so that rounding cannot add up. */
const refreshesAtMost = 200;

/** Where more than this share of many units changed, all of them in one pass are faster than each by itself. */
const changedShareAtMost = 0.2;
const manyUnits = 10_000;

interface Refresh {
  readonly client: Connection;
  readonly request: MetricsRequest;
  readonly wanted: readonly Wanted[];
  readonly layout: UnitLayout;
  readonly definitions: string;
  /** See `seenUntil`: asked before the snapshot was taken. */
  readonly seenUntil: string;
  readonly zTwoSided: number;
}

/**
 * Reads a run's metrics from its stored unit values, after computing those anew of whose units anything arrived or changed: the
 * cost grows with what is new. The same evidence read as a whole gives the same figures. Null where the run was measured
 * up to a later horizon. Throws what a statement throws, with nothing of it kept once the transaction is rolled back.
 */
export async function measureIncrementally(
  refresh: Omit<Refresh, 'layout' | 'definitions'>,
): Promise<ReadonlyMap<string, MetricEvidence> | null> {
  const { client, request, wanted, seenUntil } = refresh;
  const measures = wanted.map(({ measure }) => measure);
  const complete = { ...refresh, layout: layoutOf(measures), definitions: definitionsHash(measures) };
  const measured = await readMeasuredRun(client, request.scope.runId, complete.definitions);
  if (measured !== null && measured.horizon > request.scope.horizon) return null;
  const { units, refreshes, ...carried } = await bringUpToDate(complete, measured);
  const { read, arms, windows } = await readStored(complete, { units, ...carried });
  const { horizon, runId } = request.scope;
  // What occurred between the horizon and now was not counted, and has to be found again.
  const next = { horizon, seenUntil: earlier(seenUntil, horizon), units, refreshes, arms, windows };
  await writeMeasuredRun(client, runId, complete.definitions, next);
  return new Map(
    wanted.flatMap(({ key }, index) => {
      const metric = complete.layout.metrics[index];
      const evidence = metric === undefined ? undefined : read.get(metric);
      return evidence === undefined ? [] : [[key, evidence]];
    }),
  );
}

function earlier(instant: string, horizon: Date): string {
  return new Date(instant) < horizon ? instant : horizon.toISOString();
}

interface UpToDate {
  readonly units: number;
  /** Null: to be computed from all stored units. */
  readonly arms: MeasuredRun['arms'] | null;
  readonly windows: MeasuredRun['windows'];
  readonly refreshes: number;
}

async function bringUpToDate(refresh: Refresh, measured: MeasuredRun | null): Promise<UpToDate> {
  if (measured === null) return rewrite(refresh);
  const { client, request, wanted, layout } = refresh;
  const measures = wanted.map(({ measure }) => measure);
  const changed = await findChangedUnits(client, request.scope, measured, {
    reaches: reachByEvent(measures),
    hasAttributes: measures.some(({ columns }) => columns.some(({ kind }) => kind === 'attribute')),
  });
  if (changed > Math.max(measured.units, manyUnits) * changedShareAtMost) return rewrite(refresh);
  if (changed === 0) return hasThirds(measured.arms) ? measured : { ...measured, arms: null, refreshes: 0 };
  const quantiles = quantileMetrics(layout);
  const changes = await changeUnitValues(client, request.scope, layout, {
    plain: plainMetrics(layout),
    quantiles,
    windows: measured.windows,
  });
  const windows = changedWindows(measured.windows, changes);
  const units = changes.reduce((sum, { side, units: of }) => sum + (side === 1 ? of : -of), measured.units);
  const arms = measured.refreshes < refreshesAtMost ? changedArms(measured.arms, changes) : null;
  return arms?.ok === true && hasThirds(arms.value)
    ? { units, windows, arms: arms.value, refreshes: measured.refreshes + 1 }
    : { units, windows, arms: null, refreshes: 0 };
}

/** Whether all moments have their third ones: those kept by earlier versions have not, and are computed from the stored units again. */
function hasThirds(arms: MeasuredRun['arms']): boolean {
  return [...arms.values()].every((moments) =>
    moments.every(({ n, thirds }) => n === 0 || thirds !== undefined),
  );
}

async function rewrite({ client, request, layout }: Refresh): Promise<UpToDate> {
  return {
    units: await rewriteUnitValues(client, request.scope, layout),
    arms: null,
    windows: [],
    refreshes: 0,
  };
}

/** Those whose moments can be carried along: a cap depends on all units, and so does a quantile. */
function plainMetrics({ metrics }: UnitLayout): readonly PlacedMeasure[] {
  return metrics.filter(({ measure }) => measure.quantile === null && measure.caps.length === 0);
}

function quantileMetrics({ metrics }: UnitLayout): readonly PlacedMeasure[] {
  return metrics.filter(({ measure }) => measure.quantile !== null);
}

interface StoredFigures {
  readonly read: ReadonlyMap<PlacedMeasure, ReadMetric>;
  readonly arms: MeasuredRun['arms'];
  readonly windows: MeasuredRun['windows'];
}

/** What is not carried along is computed from the stored units; where segments are asked for, everything is. */
async function readStored(
  { client, request, layout, zTwoSided }: Refresh,
  { units, arms: carried, windows: carriedWindows }: Omit<UpToDate, 'refreshes'>,
): Promise<StoredFigures> {
  const { scope, attributes } = request;
  const plain = plainMetrics(layout);
  const isAll = carried === null || attributes.length > 0;
  const ofMoments = layout.metrics.filter(({ measure }) => measure.quantile === null);
  const scanned = isAll ? ofMoments : ofMoments.filter((metric) => !plain.includes(metric));
  const read = new Map<PlacedMeasure, ReadMetric>();
  if (!isAll) plain.forEach((metric, index) => read.set(metric, readMetricOf(carried, index)));
  if (scanned.length > 0) {
    const moments = await scorecardMoments(client, storedUnits(scope.runId, layout, scanned, attributes));
    collect(read, scanned, moments);
  }
  const quantiles = await readStoredQuantiles(
    { client, runId: scope.runId, layout, units, zTwoSided },
    quantileMetrics(layout),
    carriedWindows,
  );
  quantiles.read.forEach((metric, place) => read.set(place, metric));
  return { read, arms: carried ?? armsOf(plain, read), windows: quantiles.windows };
}

function collect(
  read: Map<PlacedMeasure, ReadMetric>,
  metrics: readonly PlacedMeasure[],
  { rows }: Figures<ReadMetric>,
): void {
  metrics.forEach((metric, index) => {
    const row = rows[index];
    if (row !== undefined) read.set(metric, row);
  });
}

function readMetricOf(arms: MeasuredRun['arms'], index: number): ReadMetric {
  const evidence = [...arms].flatMap(([variant, moments]): EvidenceArm[] => {
    const of = moments[index];
    if (of === undefined) return [];
    const { n, waiting, means, covariances, thirds } = of;
    return [{ variant, n, waiting, means, covariances, ...(thirds && { thirds }), quantile: null }];
  });
  return { ok: true, caps: [], segments: [], arms: evidence.sort((a, b) => a.variant - b.variant) };
}

function armsOf(
  plain: readonly PlacedMeasure[],
  read: ReadonlyMap<PlacedMeasure, ReadMetric>,
): MeasuredRun['arms'] {
  const arms = new Map<number, GroupMoments[]>();
  for (const metric of plain) {
    for (const { variant, n, waiting, means, covariances, thirds } of read.get(metric)?.arms ?? []) {
      const moments = arms.get(variant) ?? [];
      arms.set(variant, [...moments, { n, waiting, means, covariances, thirds }]);
    }
  }
  return arms;
}
