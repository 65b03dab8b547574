import type { AnalysisResult, MetricResult, SegmentEffectResult } from '../analysis/analysis-result';
import type { Effect } from '../statistics/effect';
import type { Outcome } from '../statistics/outcome';
import type { Cell, ColumnType, Table, TableColumn } from './table';

const columnTypes = {
  metric: 'text',
  kind: 'text',
  role: 'text',
  variant: 'text',
  is_control: 'truth',
  n: 'count',
  mean: 'number',
  variance: 'number',
  difference: 'number',
  standard_error: 'number',
  degrees_of_freedom: 'number',
  p_two_sided: 'number',
  interval_lower: 'number',
  interval_upper: 'number',
  relative_difference: 'number',
  relative_lower: 'number',
  relative_upper: 'number',
  cannot_say: 'text',
  attribute: 'text',
  segment: 'text',
  alpha_two_sided: 'number',
  waiting: 'count',
  cap: 'number',
  // JSON: the means and covariances of a ratio's terms and of covariates.
  joint_means: 'text',
  joint_covariances: 'text',
} as const satisfies Readonly<Record<string, ColumnType>>;

type Row = { readonly [Name in keyof typeof columnTypes]?: Cell | undefined };

const columns: readonly TableColumn[] = Object.entries(columnTypes).map(([name, type]) => ({ name, type }));

/**
 * A line for each metric and variant: its moments, and its effect against the control. With segments a line more for each
 * value of an `attribute`; there an empty `segment` holds the units without the attribute.
 */
export function momentsTable(result: AnalysisResult): Table {
  const rows = result.metrics.flatMap((metric) => [
    ...armRows(result, metric),
    ...metric.segments.flatMap(({ attribute, variant, segments }) =>
      segments.flatMap((segment) => segmentRows(result, metric, segment, { attribute, variant })),
    ),
  ]);
  return {
    columns,
    rows: rows.map((row: Readonly<Record<string, Cell | undefined>>) =>
      columns.map(({ name }) => row[name] ?? null),
    ),
  };
}

function armRows(result: AnalysisResult, metric: MetricResult): Row[] {
  return metric.arms.map(({ variant, n, mean, variance, waiting, joint }) => {
    const compared = metric.effects.find((effect) => effect.variant === variant);
    return {
      ...facts(result, metric, variant),
      n,
      mean,
      variance,
      waiting,
      cap: metric.cap,
      joint_means: joint === null ? null : JSON.stringify(joint.means),
      joint_covariances: joint === null ? null : JSON.stringify(joint.covariances),
      ...(compared !== undefined && figures(compared.effect, compared.alphaTwoSided ?? null)),
    };
  });
}

function segmentRows(
  result: AnalysisResult,
  metric: MetricResult,
  { value, control, treatment, effect }: SegmentEffectResult,
  { attribute, variant }: { readonly attribute: string; readonly variant: string },
): Row[] {
  const where = { attribute, segment: value };
  return [
    { ...facts(result, metric, result.control), ...where, ...control },
    {
      ...facts(result, metric, variant),
      ...where,
      ...treatment,
      ...figures(effect, result.alphaTwoSided),
    },
  ];
}

function facts({ control }: AnalysisResult, { key, kind, role }: MetricResult, variant: string): Row {
  return { metric: key, kind, role, variant, is_control: variant === control };
}

function figures(effect: Outcome<Effect>, alphaTwoSided: number | null): Row {
  if (!effect.ok) return { cannot_say: effect.detail };
  const { difference, standardError, degreesOfFreedom, pTwoSided, interval, relative } = effect.value;
  return {
    alpha_two_sided: alphaTwoSided,
    difference,
    standard_error: standardError,
    degrees_of_freedom: degreesOfFreedom,
    p_two_sided: pTwoSided,
    interval_lower: interval.lower,
    interval_upper: interval.upper,
    ...(relative.ok
      ? {
          relative_difference: relative.value.difference,
          relative_lower: relative.value.interval.lower,
          relative_upper: relative.value.interval.upper,
        }
      : { cannot_say: relative.detail }),
  };
}
