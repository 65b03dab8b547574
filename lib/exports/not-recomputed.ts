import type { AnalysisResult } from '../model/analysis-result';
import type { RunDecision } from '../model/decision';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import { measureOf } from '../model/metrics/kinds';
import { isOverEvents } from '../model/metrics/measure';
import type { RunConfiguration } from '../model/run-configuration';
import { cannotSaySentence } from '../sentences/cannot-say';

/** Something that a notebook takes as it stands, or leaves out, and why: it says so instead of skipping it. */
export interface NotRecomputed {
  /** Null: of all metrics. */
  readonly metric: string | null;
  /** Null: of all variants. */
  readonly variant: string | null;
  readonly what: string;
  readonly why: string;
}

/** Of every metric, in the order of the analysis. */
export function notRecomputed(
  configuration: RunConfiguration,
  { metrics }: AnalysisResult,
  decision: RunDecision | null,
): readonly NotRecomputed[] {
  return metrics.flatMap((metric) => [
    ...metric.effects.flatMap((one) => ofEffect(metric, one, decision)),
    ...ofValues(configuration, metric),
    ...ofSegments(metric),
  ]);
}

function ofEffect(
  { key }: MetricResult,
  { contrast, effect, ruleInterval }: ContrastEffect,
  decision: RunDecision | null,
): readonly NotRecomputed[] {
  const about = { metric: key, variant: contrast.treatment };
  if (!effect.ok) return [{ ...about, what: 'effect', why: cannotSaySentence(effect) }];
  if (decision?.look.taken !== true || ruleInterval?.ok === true) return [];
  const why =
    ruleInterval === undefined
      ? 'The version that made this analysis did not store them.'
      : cannotSaySentence(ruleInterval);
  return [{ ...about, what: 'tests of the plan, their interval and the word', why }];
}

/** Order statistics need every value, and a file of moments has none. */
function ofValues({ metrics }: RunConfiguration, { key, arms }: MetricResult): readonly NotRecomputed[] {
  const definition = metrics.find((one) => one.key === key);
  if (definition === undefined || arms.every(({ orderStatistics }) => orderStatistics === undefined))
    return [];
  const about = { metric: key, variant: null };
  return isOverEvents(measureOf(definition))
    ? [
        {
          ...about,
          what: 'quantile, order statistics around it and the error of the share below it',
          why: 'They come from the values of all events, of which a unit has any number: too many for a file. The export as sql has the statement that reads them. Their interval, tests and word are computed again from them.',
        },
      ]
    : [
        {
          ...about,
          what: 'quantile and order statistics around it',
          why: 'They come from the values of all units, which are not in this file: the export of rows of units has them. Their interval, tests and word are computed again from them.',
        },
      ];
}

function ofSegments({ key, segments }: MetricResult): readonly NotRecomputed[] {
  const without = segments.filter((by) =>
    by.segments.some(
      ({ effect, control, treatment }) =>
        effect.ok && (control.variance === undefined || treatment.variance === undefined),
    ),
  );
  return without.map(({ attribute, contrast }) => ({
    metric: key,
    variant: contrast.treatment,
    what: `segments by ${attribute}`,
    why: 'The version that made this analysis did not store the variances of segments.',
  }));
}
