import type { EvidenceArm, ReadMetric } from '../../../../analysis/evidence';
import type { Connection } from '../../../../database/connection';
import type { PlacedMeasure } from '../measured-columns';
import { scorecardQuantiles } from '../scorecard-quantiles';
import { changedWindow, figuresIn, type WindowChange } from './quantile-window';
import { readWindows, type Windows } from './quantile-windows';
import { storedUnits, type UnitLayout } from './unit-layout';
import type { ChangedUnits } from './write-unit-values';

/** Fewer units are read faster than windows are kept. */
const UNITS_AT_LEAST = 2_000;

const NOTHING: WindowChange = { n: 0, waiting: 0, below: 0, inside: [] };

/** The metrics' windows with the changed units as they are now in place of what they were. */
export function changedWindows(
  windows: readonly Windows[],
  changes: readonly ChangedUnits[],
): readonly Windows[] {
  return windows.map((of, index) => {
    const next = new Map(of);
    for (const variant of new Set(changes.map((change) => change.variant))) {
      const onSide = (side: 0 | 1) =>
        changes.find((change) => change.variant === variant && change.side === side)?.windows[index] ??
        NOTHING;
      const window = next.get(variant);
      const changed = window === undefined ? null : changedWindow(window, onSide(0), onSide(1));
      if (changed === null) return null;
      next.set(variant, changed);
    }
    return next;
  });
}

export interface StoredQuantiles {
  readonly client: Connection;
  readonly runId: number;
  readonly layout: UnitLayout;
  /** Units of the run, about. */
  readonly units: number;
  readonly zTwoSided: number;
}

export interface ReadQuantiles {
  readonly read: ReadonlyMap<PlacedMeasure, ReadMetric>;
  /** In the order of the metrics. */
  readonly windows: readonly Windows[];
}

/**
 * Quantiles from the windows that were carried along where their order statistics lie inside these, which costs what has changed;
 * else from all stored units, and new windows with them.
 */
export async function readStoredQuantiles(
  { client, runId, layout, units, zTwoSided }: StoredQuantiles,
  metrics: readonly PlacedMeasure[],
  carried: readonly Windows[],
): Promise<ReadQuantiles> {
  const read = new Map<PlacedMeasure, ReadMetric>();
  metrics.forEach((metric, index) => {
    const known = readMetricIn(carried[index] ?? null, metric, zTwoSided);
    if (known !== null) read.set(metric, known);
  });
  const scanned = metrics.filter((metric) => !read.has(metric));
  if (scanned.length > 0) {
    const request = { ...storedUnits(runId, layout, scanned, []), zTwoSided };
    const { rows } = await scorecardQuantiles(client, request);
    scanned.forEach((metric, index) => {
      const row = rows[index];
      if (row !== undefined) read.set(metric, row);
    });
  }
  const windows: Windows[] = [];
  for (const [index, metric] of metrics.entries()) {
    const arms = read.get(metric)?.arms ?? [];
    const isFound = !scanned.includes(metric);
    const isWorthIt = units >= UNITS_AT_LEAST;
    windows.push(
      isFound || !isWorthIt
        ? (carried[index] ?? null)
        : await readWindows(client, runId, layout, { metric, arms }),
    );
  }
  return { read, windows };
}

function readMetricIn(windows: Windows, { measure }: PlacedMeasure, zTwoSided: number): ReadMetric | null {
  if (windows === null || windows.size === 0) return null;
  const arms: EvidenceArm[] = [];
  for (const [variant, window] of [...windows].sort(([a], [b]) => a - b)) {
    const quantile = figuresIn(window, { quantile: measure.quantile ?? 0.5, zTwoSided });
    if (quantile === null) return null;
    const { n, waiting } = window;
    arms.push({ variant, n, waiting, means: [], covariances: [], quantile });
  }
  return { ok: true, caps: [], segments: [], arms };
}
