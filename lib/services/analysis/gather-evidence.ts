import { z } from 'zod';
import type { Evidence } from '../../analysis/evidence';
import { isPast, segmentBy, segmentName, type PastSegment } from '../../analysis/planned-segment';
import { sourceOf } from '../../analysis/metric-definition';
import type { RunConfiguration } from '../../analysis/run-configuration';
import { postgresWarehouse } from '../../warehouse/postgres/postgres-warehouse';
import type { RunScope, WarehouseSnapshot } from '../../warehouse/warehouse';
import type { Context } from '../context';
import type { NamedQuery } from './analysis-view';
import { attributeNameSchema } from '../experiments/segments-schema';
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
  { scope, configuration, attributes, isIncremental, mayBeLook }: EvidenceRequest,
): Promise<{ readonly evidence: Evidence; readonly queries: readonly NamedQuery[] }> {
  const { metrics, plan } = configuration;
  const sources = await sourcesToRead(ctx, scope, configuration);
  const warehouse = postgresWarehouse(ctx.database.analysisPool, { sources });
  const read = async (snapshot: WarehouseSnapshot) => {
    const { units, queries: ofUnits, exposedUnits } = await analysedUnits(snapshot, scope);
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
    const overTime = mayBeLook({ units, metrics: measured.metrics })
      ? await snapshot.measureOverTime(
          scope,
          ofEvents.filter(({ key, role }) => role !== 'quality' && measured.metrics.get(key)?.ok === true),
        )
      : null;
    const ofPasts = pastSegments(pasts, measured.metrics);
    const health = await gatherHealth(snapshot, scope, ofEvents, { readable, ofPasts });
    const queries: NamedQuery[] = [
      ...ofUnits,
      { name: 'units per day', ...dailyUnits.query },
      ...health.queries,
      ...measured.queries,
      ...(overTime?.queries ?? []),
    ];
    const evidence = {
      ...health.evidence,
      units,
      ...(exposedUnits && { exposedUnits }),
      dailyUnits: dailyUnits.rows,
      segments: [...readable.map(({ by, ...attribute }) => attribute), ...ofPasts.segments],
      metrics: measured.metrics,
      ...(overTime !== null && { overTime: overTime.evidence }),
    };
    return { evidence, queries };
  };
  return isIncremental ? warehouse.inRefresh(scope.runId, read) : warehouse.inSnapshot(read);
}

interface AnalysedUnits {
  readonly units: Evidence['units'];
  /** Null: they are the units of the analysis. */
  readonly exposedUnits: Evidence['exposedUnits'] | null;
  readonly queries: readonly NamedQuery[];
}

/** The units of the analysis: those that are exposed or, where there is a trigger, those of them that did it. */
async function analysedUnits(snapshot: WarehouseSnapshot, scope: RunScope): Promise<AnalysedUnits> {
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

/** What the run planned to be segmented by, and what was asked for now; an attribute that has a past's name is the past. */
function segmentations({ segments = [] }: RunConfiguration, asked: readonly string[]) {
  const planned = segments.map(segmentBy);
  const pasts: readonly PastSegment[] = planned.filter(isPast);
  const names = pasts.map(segmentName);
  const attributes = [...planned.filter((by) => typeof by === 'string'), ...asked];
  return { pasts, byAttribute: [...new Set(attributes)].filter((name) => !names.includes(name)) };
}
