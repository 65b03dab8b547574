import type { Measure, UnitValue } from './measure';

/** What each covariate of a measure is called in results, in the order of its coefficients: "sum purchase before". */
export function covariateNames({ columns, covariates }: Measure): readonly string[] {
  return covariates.map((metric) =>
    (metric.kind === 'mean' ? [metric.column] : [metric.numerator, metric.denominator])
      .map((column) => columns[column])
      .map((value) => (value === undefined ? '' : nameOf(value)))
      .join(' / '),
  );
}

function nameOf(value: UnitValue): string {
  switch (value.kind) {
    case 'aggregate':
      return `${value.aggregate}(${value.events.event})`;
    case 'values':
      return `values(${value.events.event})`;
    case 'distinct':
      return `distinct ${value.property}(${value.events.event})`;
    case 'hours-to-first':
      return `hours to first(${value.events.event})`;
    case 'attribute':
      if (typeof value.as === 'object') return `${value.attribute} = ${value.as.level}`;
      return value.as === 'number' ? value.attribute : `${value.attribute} missing`;
    case 'funnel':
      return `funnel(${value.steps.map(({ event }) => event).join(', ')})`;
  }
}
