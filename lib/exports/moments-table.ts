import type { AnalysisResult } from '../model/analysis-result';
import { isSameContrast, type Contrast } from '../model/contrast';
import type { RunDecision } from '../model/decision';
import type { MetricResult, SegmentedEffect, SegmentEffectResult } from '../model/metric-result';
import type { MonthlyImpact } from '../model/monthly-impact';
import type { RunConfiguration } from '../model/run-configuration';
import type { Effect } from '../statistics/effect';
import type { Outcome } from '../statistics/outcome';
import { futilityColumns, futilityColumnTypes } from './futility-columns';
import type { FutilityOfLook } from './futility-facts';
import { jointColumnNames } from './joint-columns';
import { ruleColumns, ruleColumnTypes, ruleRefusal } from './rule-columns';
import { stoppedColumns, stoppedColumnTypes } from './stopped-columns';
import type { Cell, ColumnType, Table, TableColumn } from './table';
import { cannotSaySentence } from '../sentences/cannot-say';

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
  // JSON: every cap that was taken, with its part, side, quantile and value.
  caps: 'text',
  // JSON: the means and covariances of a ratio's terms and of covariates.
  joint_means: 'text',
  joint_covariances: 'text',
  // Whether the segments of the attribute differ in their relative effects: p corrected for all such tests of the analysis.
  heterogeneity_adjusted_p: 'number',
  // Whether the effect lasts: the stored verdict, p corrected for all such tests, and the relative effect in either period.
  novelty: 'text',
  novelty_adjusted_p: 'number',
  early_relative: 'number',
  late_relative: 'number',
  ...ruleColumnTypes,
  // What shipping the variant changes in 30 days of the run's traffic.
  monthly_units: 'number',
  monthly_change: 'number',
  monthly_lower: 'number',
  monthly_upper: 'number',
  monthly_change_allowing_for_stop: 'number',
  monthly_lower_allowing_for_stop: 'number',
  monthly_upper_allowing_for_stop: 'number',
  // Why there is no total, or why an end of its interval cannot be said.
  monthly_cannot_say: 'text',
  ...stoppedColumnTypes,
  // JSON: what each column of the joint moments is.
  joint_columns: 'text',
  // Of a quantile: the order statistics that its variance comes from; of one over events also their number, and the error of the share
  // at or below it, with units as clusters.
  order_lower: 'number',
  order_upper: 'number',
  events: 'count',
  standard_error_of_share: 'number',
  ...futilityColumnTypes,
} as const satisfies Readonly<Record<string, ColumnType>>;

type Row = { readonly [Name in keyof typeof columnTypes]?: Cell | undefined };

const columns: readonly TableColumn[] = Object.entries(columnTypes).map(([name, type]) => ({ name, type }));

/** What an analysis concluded from its result. */
export interface Judged {
  readonly configuration: RunConfiguration;
  readonly decision: RunDecision | null;
  /** Null: the analysis is no look. */
  readonly lookNumber: number | null;
  readonly monthlyImpacts: readonly MonthlyImpact[];
  /** Of the run's looks up to this one. */
  readonly futility: readonly FutilityOfLook[];
}

/**
 * A line for each metric and variant: its moments, and its effect against the control. With segments a line more for each
 * value of an `attribute`; there an empty `segment` holds the units without the attribute.
 */
export function momentsTable(result: AnalysisResult, judged: Judged): Table {
  const rows = result.metrics.flatMap((metric) => [
    ...armRows(result, metric, judged),
    ...metric.segments.flatMap((segmented) =>
      segmented.segments.flatMap((segment) => segmentRows(result, metric, segment, segmented)),
    ),
  ]);
  return {
    columns,
    rows: rows.map((row: Readonly<Record<string, Cell | undefined>>) =>
      columns.map(({ name }) => row[name] ?? null),
    ),
  };
}

function armRows(result: AnalysisResult, metric: MetricResult, judged: Judged): Row[] {
  const { configuration, decision, monthlyImpacts, futility, lookNumber } = judged;
  if (metric.arms.length === 0) {
    return metric.effects.map(({ contrast, effect }) => ({
      ...facts(result, metric, contrast.treatment),
      ...figures(effect, null),
    }));
  }
  const names = jointColumnNames(configuration, metric);
  return metric.arms.map(({ variant, n, mean, variance, waiting, joint, orderStatistics, clusters }) => {
    const compared = metric.effects.find(({ contrast }) => contrast.treatment === variant);
    return {
      ...facts(result, metric, variant),
      n,
      mean,
      variance,
      waiting,
      cap: metric.cap,
      caps: metric.caps.length === 0 ? null : JSON.stringify(metric.caps),
      joint_means: joint === null ? null : JSON.stringify(joint.means),
      joint_covariances: joint === null ? null : JSON.stringify(joint.covariances),
      joint_columns: joint === null || names === null ? null : JSON.stringify(names),
      order_lower: orderStatistics?.lower,
      order_upper: orderStatistics?.upper,
      events: clusters?.events,
      standard_error_of_share: clusters?.standardErrorOfShare,
      ...(compared !== undefined && {
        cannot_say: ruleRefusal(metric, compared, decision),
        ...figures(compared.effect, compared.alphaTwoSided ?? null),
        ...lasting(result, metric.key, compared.contrast),
        ...ruleColumns(metric, compared, decision),
        ...monthly(monthlyImpacts, metric.key, compared.contrast),
        ...stoppedColumns(metric.key, compared.contrast, decision),
        ...futilityColumns(metric.key, variant, futility, lookNumber),
      }),
    };
  });
}

function segmentRows(
  result: AnalysisResult,
  metric: MetricResult,
  { value, control, treatment, effect }: SegmentEffectResult,
  { attribute, contrast, heterogeneity }: SegmentedEffect,
): Row[] {
  const where = { attribute, segment: value };
  return [
    { ...facts(result, metric, contrast.reference), ...where, ...control },
    {
      ...facts(result, metric, contrast.treatment),
      ...where,
      ...treatment,
      ...figures(effect, result.alphaTwoSided),
      heterogeneity_adjusted_p:
        heterogeneity.ok && 'adjustedP' in heterogeneity.value ? heterogeneity.value.adjustedP : null,
    },
  ];
}

/** None of an engine that compared differences. */
function lasting({ overTime }: AnalysisResult, metric: string, contrast: Contrast): Row {
  const days = overTime?.ok === true ? overTime.value : [];
  const found = days.find((one) => one.metric === metric && isSameContrast(one.contrast, contrast))?.novelty;
  if (found?.ok !== true || 'change' in found.value) return {};
  const { verdict, adjustedP, earlyRelative, lateRelative } = found.value;
  return {
    novelty: verdict,
    novelty_adjusted_p: adjustedP,
    early_relative: earlyRelative,
    late_relative: lateRelative,
  };
}

/** Where there is no monthly total, why. */
function monthly(impacts: readonly MonthlyImpact[], metric: string, contrast: Contrast): Row {
  const found = impacts.find(
    (one) => one.metric === metric && isSameContrast(one.contrast, contrast),
  )?.impact;
  if (found === undefined) return {};
  if (!found.ok) return { monthly_cannot_say: cannotSaySentence(found) };
  const { unitsPerMonth, change, lower, upper, allowingForStop } = found.value;
  return {
    monthly_units: unitsPerMonth,
    monthly_change: change,
    monthly_lower: lower.ok ? lower.value : null,
    monthly_upper: upper.ok ? upper.value : null,
    monthly_change_allowing_for_stop: allowingForStop?.change,
    monthly_lower_allowing_for_stop: allowingForStop?.interval.lower,
    monthly_upper_allowing_for_stop: allowingForStop?.interval.upper,
    monthly_cannot_say: refusedEnd(lower, upper),
  };
}

function refusedEnd(...ends: readonly Outcome<number>[]): string | null {
  const [refused] = ends.flatMap((end) => (end.ok ? [] : [end]));
  return refused === undefined ? null : cannotSaySentence(refused);
}

function facts({ control }: AnalysisResult, { key, kind, role }: MetricResult, variant: string): Row {
  return { metric: key, kind, role, variant, is_control: variant === control };
}

function figures(effect: Outcome<Effect>, alphaTwoSided: number | null): Row {
  if (!effect.ok) return { cannot_say: cannotSaySentence(effect) };
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
      : { cannot_say: cannotSaySentence(relative) }),
  };
}
