import { withAttributes } from '../model/metrics/attribute-covariates';
import { covariateNames } from '../model/metrics/covariate-names';
import { measureOf } from '../model/metrics/kinds';
import type { MetricResult } from '../model/metric-result';
import type { RunConfiguration } from '../model/run-configuration';

/**
 * What each column of a metric's joint moments is, covariates as results name them: what a unit did before its first exposure, and what
 * it was then. Null where the run does not have the metric.
 */
export function jointColumnNames(
  { metrics }: RunConfiguration,
  { key, attributes = [] }: MetricResult,
): readonly string[] | null {
  const definition = metrics.find((metric) => metric.key === key);
  if (definition === undefined) return null;
  const measure = withAttributes(measureOf(definition), attributes);
  const own = measure.outcome.kind === 'mean' ? ['value'] : ['numerator', 'denominator'];
  const covariates = covariateNames(measure).map((name, index) =>
    measure.columns[own.length + index]?.kind === 'attribute' ? name : `before: ${name}`,
  );
  return [...own, ...covariates];
}
