import type { MetricMeaning } from '../../analysis/metric-definition';
import { parseMetricMeaning } from '../../analysis/metric-definition-schema';
import type { Metric } from '../../database/generated/client';
import { directionNames, metricKindNames } from '../stored-names';
import type { MetricFacts } from './metric-input';

/** A metric as every door shows it. */
export type MetricView = MetricFacts & MetricMeaning & MetricHistory;

interface MetricHistory {
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
    ...parseMetricMeaning({ kind: metricKindNames.fromStored[stored.kind], definition: stored.definition }),
    direction: directionNames.fromStored[stored.direction],
    unit,
    version,
    createdAt,
    updatedAt,
    archivedAt,
  };
}
