import { z } from 'zod';
import type { Evidence } from '../../analysis/evidence';
import type { RunConfiguration } from '../../analysis/run-configuration';
import { maximumSegments } from '../../warehouse/postgres/segment-values';
import { postgresWarehouse } from '../../warehouse/postgres/postgres-warehouse';
import type { RunScope, WarehouseSnapshot } from '../../warehouse/warehouse';
import type { Context } from '../context';
import type { NamedQuery } from './analysis-view';
import { gatherHealth } from './gather-health';

/** Attributes of the exposure to segment by, in input. */
export const segmentAttributesSchema = z
  .array(
    z
      .string('An attribute is named by text.')
      .min(1, 'Name the attribute.')
      .max(200, 'The name of an attribute has at most 200 characters.')
      .regex(/^[^\0]*$/, 'The name of an attribute cannot hold the NUL character.'),
  )
  .max(10, 'At most 10 attributes at once.')
  .transform((attributes) => [...new Set(attributes)])
  .default([]);

/**
 * Everything a run's analysis is computed from, read in one snapshot, with the statements that gave it. A metric or an
 * attribute that cannot be read says so in its place; effects over time are read where the units make a look possible. Throws where the database itself fails.
 */
export async function gatherEvidence(
  ctx: Context,
  scope: RunScope,
  { metrics, plan }: RunConfiguration,
  attributes: readonly string[],
  mayBeLook: (units: number) => boolean,
): Promise<{ readonly evidence: Evidence; readonly queries: readonly NamedQuery[] }> {
  return postgresWarehouse(ctx.database.pool).inSnapshot(async (snapshot) => {
    const units = await snapshot.countUnits(scope);
    const dailyUnits = await snapshot.countDailyUnits(scope);
    const segments = await readableSegments(snapshot, scope, attributes);
    const read = await snapshot.measureMetrics({
      scope,
      metrics,
      attributes: segments.flatMap(({ attribute, refusal }) => (refusal === null ? [attribute] : [])),
      alphaTwoSided: plan.alphaTwoSided,
    });
    const counted = units.rows.reduce((sum, row) => sum + row.units, 0);
    // What nobody may read is not worth its cost.
    const overTime = mayBeLook(counted)
      ? await snapshot.measureOverTime(
          scope,
          metrics.filter(({ key, role }) => role !== 'quality' && read.metrics.get(key)?.ok === true),
        )
      : null;
    const health = await gatherHealth(snapshot, scope, metrics, segments);
    const queries: NamedQuery[] = [
      { name: 'units', ...units.query },
      { name: 'units per day', ...dailyUnits.query },
      ...health.queries,
      ...read.queries,
      ...(overTime?.queries ?? []),
    ];
    const evidence = {
      ...health.evidence,
      units: units.rows,
      dailyUnits: dailyUnits.rows,
      segments,
      metrics: read.metrics,
      ...(overTime !== null && { overTime: overTime.evidence }),
    };
    return { evidence, queries };
  });
}

async function readableSegments(
  snapshot: WarehouseSnapshot,
  scope: RunScope,
  attributes: readonly string[],
): Promise<Evidence['segments']> {
  const segments: Evidence['segments'][number][] = [];
  for (const attribute of attributes) {
    const { rows } = await snapshot.segmentValues(scope, attribute);
    const values = rows[0]?.values ?? 0;
    const refusal =
      values > maximumSegments
        ? `The attribute has more than ${String(maximumSegments)} values; segments need few.`
        : null;
    segments.push({ attribute, refusal });
  }
  return segments;
}
