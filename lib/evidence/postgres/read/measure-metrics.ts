import type { MetricEvidence, ReadMetric } from '../../../analysis/evidence';
import { withAttributes, type AttributeCovariate } from '../../../model/metrics/attribute-covariates';
import { measureOf } from '../../../model/metrics/kinds';
import { measureOfPast } from '../../../analysis/past-measure';
import { isOverEvents, type Measure } from '../../../model/metrics/measure';
import { isPast, segmentName, type SegmentBy } from '../../../model/planned-segment';
import type { Log } from '../../../log';
import type { Connection } from '../../../database/connection';
import { normalIsf } from '../../../statistics/distributions/normal';
import { cannotSaySentence } from '../../../sentences/cannot-say';
import type { CodedCannotSay } from '../../../statistics/outcome';
import type { ExecutedQuery, Figures, MeasuredMetric, MetricsRead, MetricsRequest } from '../../read';
import { attributeLevels } from './attribute-levels';
import { eventQuantiles } from './event-quantiles';
import type { Fragment } from './fragment';
import { measureIncrementally } from './incremental/measure-incrementally';
import { populationOf } from './population-of';
import { scorecardMoments, scorecardStatement } from './scorecard-moments';
import { quantilesStatement, scorecardQuantiles } from './scorecard-quantiles';
import { statementFailure } from './statement-failure';
import { computedUnits } from './unit-source';
import type { Population } from './unit-values';
import type { Wanted } from './wanted-metric';

type ReadTogether = Omit<MetricsRead, 'isIncremental'>;
type Read = (metrics: readonly Wanted[]) => Promise<Figures<ReadMetric>>;

/** How the stored values of units may be used. */
export interface IncrementalReading {
  /** See `seenUntil` in incremental/: asked before the snapshot was taken. */
  readonly seenUntil: string;
  /** Told of a statement that failed, after which all of the evidence is read. */
  readonly log: Log;
}

export interface ReadingOptions {
  readonly events?: Fragment | undefined;
  readonly incremental?: IncrementalReading | null;
}

/**
 * All metrics of a run. With `incremental` units' values are kept, and those read anew of which anything arrived or changed;
 * where that cannot be (linked units, a trigger, a statement that fails) and without it, the evidence is read as a whole. `events` stands in
 * the place of the table of events.
 */
export async function measureMetrics(
  client: Connection,
  request: MetricsRequest,
  { events, incremental = null }: ReadingOptions = {},
): Promise<MetricsRead> {
  const units = await populationOf(client, request.scope);
  const measures = request.metrics.map((metric: MeasuredMetric) => ({
    key: metric.key,
    measure: measureOf(metric),
  }));
  const attributes = [...new Set(measures.flatMap(({ measure }) => measure.attributes ?? []))];
  const { known, queries } = await attributeLevels(client, units, attributes);
  const read = await readMetrics(client, request, { events, incremental }, { units, measures, known });
  const withKnown = ([key, evidence]: readonly [string, MetricEvidence]) => {
    const names = measures.find((one) => one.key === key)?.measure.attributes ?? [];
    const own = known.filter(({ attribute }) => names.includes(attribute));
    return [key, evidence.ok && own.length > 0 ? { ...evidence, attributes: own } : evidence] as const;
  };
  return {
    ...read,
    metrics: new Map([...read.metrics].map(withKnown)),
    queries: [...queries, ...read.queries],
  };
}

interface Asked {
  readonly units: Population;
  readonly measures: readonly Wanted[];
  readonly known: readonly AttributeCovariate[];
}

async function readMetrics(
  client: Connection,
  request: MetricsRequest,
  { events, incremental = null }: ReadingOptions,
  { units, measures, known }: Asked,
): Promise<MetricsRead> {
  const population = { ...units, events };
  // Pasts come last: the places of the metrics in a statement's figures are those that its proof names.
  const pasts = request.attributes.filter(isPast);
  const wanted = [
    ...measures.map(({ key, measure }) => ({ key, measure: withAttributes(measure, known) })),
    ...pasts.map((past) => ({ key: segmentName(past), measure: measureOfPast(past) })),
  ];
  const zTwoSided = normalIsf(request.alphaTwoSided / 2);
  const whole = { population, attributes: request.attributes, zTwoSided };
  // What is kept of units is of all of a run's.
  const isWhole =
    units.linkedUnits === null && units.isTriggered !== true && request.scope.exposedWithin === undefined;
  // Nor are the values of events kept: there is one number a unit.
  const kept = wanted.filter(({ measure }) => !isOverEvents(measure));
  const mayBeIncremental = kept.length > 0 && isWhole;
  if (incremental !== null && mayBeIncremental) {
    const { seenUntil, log } = incremental;
    const read = await attempt(client, () =>
      measureIncrementally({ client, request, wanted: kept, zTwoSided, seenUntil }),
    );
    if (!read.ok) {
      const { runId } = request.scope;
      log.warn(
        { runId, reason: cannotSaySentence(read) },
        'a run could not be read incrementally and is read as a whole',
      );
    }
    if (read.ok && read.value !== null) {
      const overEvents = await readOverEvents(client, wanted, whole);
      return {
        isIncremental: true,
        metrics: new Map([...read.value, ...overEvents.metrics]),
        queries: [...wholeQueries(kept, whole), ...overEvents.queries],
      };
    }
  }
  return readWhole(client, wanted, whole);
}

interface Whole {
  readonly population: Population;
  readonly attributes: readonly SegmentBy[];
  readonly zTwoSided: number;
}

function parted(wanted: readonly Wanted[]) {
  return {
    moments: wanted.filter(({ measure }) => measure.quantile === null),
    quantiles: wanted.filter(({ measure }) => measure.quantile !== null && !isOverEvents(measure)),
  };
}

const momentsRequest = (wanted: readonly Wanted[], { population, attributes }: Whole) =>
  computedUnits(population, measuresOf(wanted), attributes);

const quantilesRequest = (wanted: readonly Wanted[], { population, zTwoSided }: Whole) => ({
  ...computedUnits(population, measuresOf(wanted)),
  zTwoSided,
});

/** The statements that give the same figures from exposures and events alone: the proof of what was read incrementally. */
function wholeQueries(wanted: readonly Wanted[], whole: Whole): MetricsRead['queries'] {
  const { moments, quantiles } = parted(wanted);
  return [
    ...(moments.length === 0
      ? []
      : [{ name: 'metrics', ...scorecardStatement(momentsRequest(moments, whole)).render() }]),
    ...(quantiles.length === 0
      ? []
      : [{ name: 'quantiles', ...quantilesStatement(quantilesRequest(quantiles, whole)).render() }]),
  ];
}

/**
 * Metrics of moments in one statement, quantiles over units in another, those over events in a third. Where a statement fails, its metrics are read one by one, and each
 * that fails carries its reason; the others are there.
 */
export async function readWhole(
  client: Connection,
  wanted: readonly Wanted[],
  whole: Whole,
): Promise<MetricsRead> {
  const { moments, quantiles } = parted(wanted);
  const ofMoments = await readAll(client, 'metrics', moments, (metrics) =>
    scorecardMoments(client, momentsRequest(metrics, whole)),
  );
  const ofQuantiles = await readAll(client, 'quantiles', quantiles, (metrics) =>
    scorecardQuantiles(client, quantilesRequest(metrics, whole)),
  );
  const overEvents = await readOverEvents(client, wanted, whole);
  return {
    isIncremental: false,
    metrics: new Map([...ofMoments.metrics, ...ofQuantiles.metrics, ...overEvents.metrics]),
    queries: [...ofMoments.queries, ...ofQuantiles.queries, ...overEvents.queries],
  };
}

function readOverEvents(client: Connection, wanted: readonly Wanted[], whole: Whole): Promise<ReadTogether> {
  const overEvents = wanted.filter(({ measure }) => isOverEvents(measure));
  return readAll(client, 'event quantiles', overEvents, (metrics) =>
    eventQuantiles(client, quantilesRequest(metrics, whole)),
  );
}

function measuresOf(metrics: readonly Wanted[]): readonly Measure[] {
  return metrics.map(({ measure }) => measure);
}

async function readAll(
  client: Connection,
  name: string,
  wanted: readonly Wanted[],
  read: Read,
): Promise<ReadTogether> {
  if (wanted.length === 0) return { metrics: new Map(), queries: [] };
  const together = await attempt(client, () => read(wanted));
  if (together.ok) return collected(wanted, together.value, name);
  const metrics = new Map<string, MetricEvidence>();
  const queries: MetricsRead['queries'][number][] = [];
  for (const metric of wanted) {
    // What failed alone fails again alone: it is not tried a second time.
    const alone = wanted.length === 1 ? together : await attempt(client, () => read([metric]));
    if (alone.ok) {
      const one = collected([metric], alone.value, `metric ${metric.key}`);
      one.metrics.forEach((evidence, key) => metrics.set(key, evidence));
      queries.push(...one.queries);
    } else {
      metrics.set(metric.key, alone);
    }
  }
  return { metrics, queries };
}

function collected(
  wanted: readonly Wanted[],
  { rows, query }: Figures<ReadMetric>,
  name: string,
): ReadTogether {
  const metrics = new Map<string, MetricEvidence>();
  wanted.forEach(({ key }, index) => {
    const row = rows[index];
    if (row !== undefined) metrics.set(key, row);
  });
  const named: ExecutedQuery & { readonly name: string } = { name, ...query };
  return { metrics, queries: [named] };
}

type Attempt<Value> = { readonly ok: true; readonly value: Value } | CodedCannotSay;

/** Runs a read inside a savepoint, so that a statement that fails leaves the snapshot usable. */
export async function attempt<Value>(
  client: Connection,
  read: () => Promise<Value>,
): Promise<Attempt<Value>> {
  await client.query('savepoint metrics');
  try {
    const value = await read();
    await client.query('release savepoint metrics');
    return { ok: true, value };
  } catch (error) {
    const reason = statementFailure(error);
    if (reason === null) throw error;
    await client.query('rollback to savepoint metrics');
    return reason;
  }
}
