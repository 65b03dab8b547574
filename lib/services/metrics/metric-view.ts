import type { Metric } from '../../database/generated/client';
import { directionNames, metricKindNames } from '../stored-names';
import { metricDefinitionSchema, type MetricInput } from './metric-input';

/** A metric as every door shows it. */
export interface MetricView extends MetricInput {
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt: Date | null;
}

export function toMetricView(stored: Metric): MetricView {
  const { key, name, description, unit, version, createdAt, updatedAt, archivedAt } = stored;
  return {
    key,
    name,
    description,
    kind: metricKindNames.fromStored[stored.kind],
    definition: metricDefinitionSchema.parse(stored.definition),
    direction: directionNames.fromStored[stored.direction],
    unit,
    version,
    createdAt,
    updatedAt,
    archivedAt,
  };
}
