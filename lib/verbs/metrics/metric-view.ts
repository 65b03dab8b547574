import type { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly';
import type { metricSchema } from './metric-answers';
import { parseMetricMeaning } from '../../model/metrics/kinds';
import type { Metric } from '../../database/generated/client';
import { directionNames } from '../stored-names';

/** A metric as every door shows it. */
export type MetricView = DeepReadonly<z.output<typeof metricSchema>>;

export function toMetricView(stored: Metric): MetricView {
  const { key, name, description, unit, version, createdAt, updatedAt, archivedAt } = stored;
  return {
    key,
    name,
    description,
    ...parseMetricMeaning(stored),
    direction: directionNames.fromStored[stored.direction],
    unit,
    version,
    createdAt,
    updatedAt,
    archivedAt,
  };
}
