import { z } from 'zod';
import { breakdownOf } from '../../analysis/breakdown';
import type { Evidence, WeightPeriodUnits } from '../../analysis/evidence';
import type { RunAllocation } from '../../analysis/run-allocation';
import { isStratified, mayBeCompared } from '../../analysis/stratified-arm';
import { weightPeriods, type WeightPeriod } from '../../analysis/weight-periods';
import { isPast, segmentBy, segmentName, type PastSegment } from '../../model/planned-segment';
import { sourceOf } from '../../model/metrics/kinds';
import type { RunConfiguration } from '../../model/run-configuration';
import { readEvidence } from '../../evidence/create-evidence';
import type { RunScope, EvidenceSnapshot } from '../../evidence/read';
import type { Context } from '../../auth/context';
import type { NamedQuery } from './result-answers';
import { attributeNameSchema } from '../../model/attribute-name';
import { gatherHealth } from './gather-health';
import { pastSegments } from './past-segments';
import { readableSegments } from './readable-segments';
import { sourcesToRead } from './sources-to-read';

/** Attributes of the exposure to segment by, in input, beside what the run planned. */
export const segmentAttributesSchema = z
  .array(attributeNameSchema)
  .max(10, 'At most 10 attributes at once.')
  .transform((attributes) => [...new Set(attributes)])
  .default([]);

export interface EvidenceRequest {
  readonly scope: RunScope;
  readonly configuration: RunConfiguration;
  /** Of the run, in order. */
  readonly allocations: readonly RunAllocation[];
  readonly attributes: readonly string[];
  /** Whether units' values from earlier analyses may be used: the figures are the same, and there sooner. */
  readonly isIncremental: boolean;
  /** Whether this makes a look: effects over time are read for one alone. */
  readonly mayBeLook: (evidence: Pick<Evidence, 'units' | 'metrics'>) => boolean;
}

/**
 * Everything a run's analysis is computed from, read in one snapshot, with the statements that gave it. A metric or an
 * attribute that cannot be read says so in its place; effects over time are read where the units make a look possible. Throws
 * where the database itself fails.
 */
export async function gatherEvidence(
  ctx: Context,
  { scope, configuration, allocations, attributes, isIncremental, mayBeLook }: EvidenceRequest,
): Promise<{ readonly evidence: Evidence; readonly queries: readonly NamedQuery[] }> {
  const { metrics, plan } = configuration;
  const sources = await sourcesToRead(ctx, scope, configuration);
  const { inRefresh, inSnapshot } = readEvidence(ctx.database);
  const read = async (snapshot: EvidenceSnapshot) => {
    const { units, queries: ofUnits, exposedUnits } = await analysedUnits(snapshot, scope);
    const periods = await unitsByPeriod(snapshot, scope, weightPeriodsOf(configuration, allocations, scope));
    const strata = await metricsByPeriod(snapshot, scope, configuration, periods.weightPeriods);
    const dailyUnits = await snapshot.countDailyUnits(scope);
    const { byAttribute, pasts } = segmentations(configuration, attributes);
    const readable = await readableSegments(snapshot, scope, byAttribute);
    const measured = await snapshot.measureMetrics({
      scope,
      metrics,
      attributes: [...readable.flatMap(({ by }) => (by === null ? [] : [by])), ...pasts],
      alphaTwoSided: plan.alphaTwoSided,
    });
    const ofEvents = metrics.filter((metric) => sourceOf(metric) === null);
    // What nobody may read is not worth its cost.
    const isRead = mayBeLook({ units, metrics: measured.metrics });
    const overTime = isRead
      ? await snapshot.measureOverTime(
          scope,
          ofEvents.filter(({ key, role }) => role !== 'quality' && measured.metrics.get(key)?.ok === true),
        )
      : null;
    const isBrokenDown = ofEvents.some((metric) => breakdownOf(metric) !== null);
    const breakdowns =
      isRead && isBrokenDown ? await breakdownsOf(snapshot, scope, ofEvents, periods.weightPeriods) : null;
    const ofPasts = pastSegments(pasts, measured.metrics);
    const health = await gatherHealth(snapshot, scope, ofEvents, { readable, ofPasts });
    const queries: NamedQuery[] = [
      ...ofUnits,
      ...periods.queries,
      ...strata.queries,
      { name: 'units per day', ...dailyUnits.query },
      ...health.queries,
      ...measured.queries,
      ...(overTime?.queries ?? []),
      ...(breakdowns?.queries ?? []),
    ];
    const evidence = {
      ...health.evidence,
      units,
      ...(exposedUnits && { exposedUnits }),
      weightPeriods: strata.weightPeriods,
      dailyUnits: dailyUnits.rows,
      segments: [...readable.map(({ by, ...attribute }) => attribute), ...ofPasts.segments],
      metrics: measured.metrics,
      ...(breakdowns !== null && { breakdowns: breakdowns.evidence }),
      ...(overTime !== null && { overTime: overTime.evidence }),
    };
    return { evidence, queries };
  };
  return isIncremental ? inRefresh(scope.runId, read, { sources }) : inSnapshot(read, { sources });
}

interface AnalysedUnits {
  readonly units: Evidence['units'];
  /** Null: they are the units of the analysis. */
  readonly exposedUnits: Evidence['exposedUnits'] | null;
  readonly queries: readonly NamedQuery[];
}

/** The units of the analysis: those that are exposed or, where there is a trigger, those of them that did it. */
async function analysedUnits(snapshot: EvidenceSnapshot, scope: RunScope): Promise<AnalysedUnits> {
  const exposed = await snapshot.countUnits(scope);
  const ofExposed = { name: 'units', ...exposed.query };
  if (scope.trigger === undefined) return { units: exposed.rows, exposedUnits: null, queries: [ofExposed] };
  const triggered = await snapshot.countTriggeredUnits(scope);
  const unitsOf = (position: number) =>
    triggered.rows.find(({ variant }) => variant === position)?.units ?? 0;
  return {
    units: exposed.rows.map((row) => ({ ...row, units: unitsOf(row.variant) })),
    exposedUnits: exposed.rows.map(({ variant, units }) => ({ variant, units })),
    queries: [ofExposed, { name: 'units that triggered', ...triggered.query }],
  };
}

/** Up to the horizon: what was changed later is not of this analysis. */
function weightPeriodsOf(
  { variants }: RunConfiguration,
  allocations: readonly RunAllocation[],
  { horizon }: RunScope,
): readonly WeightPeriod[] {
  return weightPeriods(
    variants.map(({ weight }) => weight),
    allocations.filter(({ effectiveFrom }, index) => index === 0 || effectiveFrom <= horizon),
  );
}

/** Nothing is read where the weights never changed. */
async function unitsByPeriod(
  snapshot: EvidenceSnapshot,
  scope: RunScope,
  periods: readonly WeightPeriod[],
): Promise<{
  readonly weightPeriods: readonly WeightPeriodUnits[];
  readonly queries: readonly NamedQuery[];
}> {
  if (periods.length <= 1) return { weightPeriods: [], queries: [] };
  const { rows, query } = await snapshot.countPeriodUnits(
    scope,
    periods.map(({ from }) => from),
  );
  const unitsOf = (period: number, variant: number) =>
    rows.find((row) => row.period === period && row.variant === variant)?.units ?? 0;
  return {
    weightPeriods: periods.map((period, place) => ({
      ...period,
      units: period.shares.map((_, variant) => unitsOf(place, variant)),
    })),
    queries: [{ name: 'units by period of constant weights', ...query }],
  };
}

/** The metrics of the units of each period, where each is a fair comparison. */
async function metricsByPeriod(
  snapshot: EvidenceSnapshot,
  scope: RunScope,
  { metrics, plan: { alphaTwoSided } }: RunConfiguration,
  periods: readonly WeightPeriodUnits[],
): Promise<{
  readonly weightPeriods: readonly WeightPeriodUnits[];
  readonly queries: readonly NamedQuery[];
}> {
  if (!isStratified(periods) || !mayBeCompared(periods, metrics))
    return { weightPeriods: periods, queries: [] };
  const weightPeriods: WeightPeriodUnits[] = [];
  const queries: NamedQuery[] = [];
  for (const period of periods) {
    const { from, until } = period;
    // Units of clocks that are behind were exposed before the run, and belong to its first period.
    const within = { ...scope, exposedWithin: { from: period === periods[0] ? null : from, until } };
    const read = await snapshot.measureMetrics({ scope: within, metrics, attributes: [], alphaTwoSided });
    weightPeriods.push({ ...period, metrics: read.metrics });
    queries.push(
      ...read.queries.map((query) => ({ ...query, name: `${query.name} from ${from.toISOString()}` })),
    );
  }
  return { weightPeriods, queries };
}

/** Nothing is read where the weights changed: the analysis refuses it. */
async function breakdownsOf(
  snapshot: EvidenceSnapshot,
  scope: RunScope,
  metrics: RunConfiguration['metrics'],
  periods: readonly WeightPeriodUnits[],
): ReturnType<EvidenceSnapshot['readBreakdowns']> {
  return isStratified(periods)
    ? { evidence: new Map(), queries: [] }
    : snapshot.readBreakdowns(scope, metrics);
}

/** What the run planned to be segmented by, and what was asked for now; an attribute that has a past's name is the past. */
function segmentations({ segments = [] }: RunConfiguration, asked: readonly string[]) {
  const planned = segments.map(segmentBy);
  const pasts: readonly PastSegment[] = planned.filter(isPast);
  const names = pasts.map(segmentName);
  const attributes = [...planned.filter((by) => typeof by === 'string'), ...asked];
  return { pasts, byAttribute: [...new Set(attributes)].filter((name) => !names.includes(name)) };
}
