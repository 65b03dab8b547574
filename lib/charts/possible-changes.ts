import type { Answer, Question } from '../model/answer';
import type { AnalysisResult } from '../model/analysis-result';
import type { Decision } from '../model/decision';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import { formatShare } from './format';
import { possibleSize, sizeWords, type PossibleSize } from './still-possible';

/** What a look showed of variants, and what it left open. */
export interface LookOfVariants {
  readonly decision: Pick<Decision, 'answers'>;
  readonly result: AnalysisResult;
  readonly variants: readonly string[];
}

/**
 * The clauses that follow "no improvement is shown": "up to 71.0 % in Conversion is still possible", "10 % or more in Revenue is
 * ruled out", and which guardrails are within their margins. Of several variants what holds for all of them.
 */
export function improvementClauses(look: LookOfVariants): readonly string[] {
  const open = possibleWords(look, 'improvement');
  const closed = ruledOutMetrics(look);
  const within = metricsOf(look, 'guardrail').filter((metric) => isShownOfAll(look, metric, 'non-inferior'));
  return [
    ...(open === null ? [] : [`${open} is still possible`]),
    ...limitlessWords(look, 'improvement'),
    ...(closed.length === 0 ? [] : [`${ruledOutWords(look.result, closed)} is ruled out`]),
    ...(within.length === 0 ? [] : [withinWords(within)]),
  ];
}

/** "harm of up to 54.4 % in Conversion is still possible"; none where the intervals of the success metrics hold none. */
export function harmClauses(look: LookOfVariants): readonly string[] {
  const open = possibleWords(look, 'harm');
  return [...(open === null ? [] : [`harm of ${open} is still possible`]), ...limitlessWords(look, 'harm')];
}

/** What is ruled out of the success metrics that have a smallest effect of interest: "30 % or more in Conversion and 5 % or more in Count". */
export function ruledOutWords(
  result: AnalysisResult,
  metrics: readonly MetricResult[] = result.metrics.filter(({ role }) => role === 'success'),
): string {
  const sizes = metrics.flatMap((metric) =>
    metric.minimumEffectRelative === null
      ? []
      : [`${formatShare(metric.minimumEffectRelative)} or more${ofMetric(result, metric)}`],
  );
  return joined(sizes);
}

interface OpenSize {
  readonly metric: MetricResult;
  readonly most: PossibleSize;
}

/** How far each success metric is open to one side, in the variant where that is farthest. An improvement that is ruled out of all is told as that. */
function openSizes(look: LookOfVariants, side: 'improvement' | 'harm'): readonly OpenSize[] {
  const closed = side === 'improvement' ? ruledOutMetrics(look) : [];
  return metricsOf(look, 'success').flatMap((metric) => {
    const most = metric.effects
      .filter(({ contrast }) => look.variants.includes(contrast.treatment))
      .flatMap((one) => sizeIn(look, metric, one, side) ?? [])
      .reduce<PossibleSize | null>((a, b) => (a === null || b.size > a.size ? b : a), null);
    return most === null || most.size <= 0 || closed.includes(metric) ? [] : [{ metric, most }];
  });
}

/** What an earlier look has ruled out in a variant is not possible any more. */
function sizeIn(
  look: LookOfVariants,
  metric: MetricResult,
  one: ContrastEffect,
  side: 'improvement' | 'harm',
): PossibleSize | null {
  const found = possibleSize(metric, one, side);
  const { minimumEffectRelative: least } = metric;
  const only = { ...look, variants: [one.contrast.treatment] };
  if (side === 'harm' || found === null || least === null || !isShownOfAll(only, metric, 'smaller'))
    return found;
  return found.size < least ? found : { size: least, isRelative: true, refusal: null };
}

/** Null: nothing is open, or nothing can be said. */
function possibleWords(look: LookOfVariants, side: 'improvement' | 'harm'): string | null {
  const sizes = openSizes(look, side).flatMap(({ metric, most }) => {
    if (most.refusal !== null) return [];
    const beside = side === 'improvement' ? metric.minimumEffectRelative : null;
    const size = most.size === Infinity ? 'any size' : `up to ${sizeWords(most, metric, beside)}`;
    return [`${size}${ofMetric(look.result, metric)}`];
  });
  return sizes.length === 0 ? null : joined(sizes).replaceAll(/(, | and )up to /gu, '$1');
}

/** "no limit of an improvement can be said in Revenue": the sentence of the metric says why. */
function limitlessWords(look: LookOfVariants, side: 'improvement' | 'harm'): readonly string[] {
  const refused = openSizes(look, side).filter(({ most }) => most.refusal !== null);
  if (refused.length === 0) return [];
  const names = joined(
    refused.map(({ metric }) => ofMetric(look.result, metric)).filter((name) => name !== ''),
  );
  const what = side === 'improvement' ? 'an improvement' : 'harm';
  return [`no limit of ${what} can be said${names.replaceAll(/(, | and) in /gu, '$1 ')}`];
}

function ruledOutMetrics(look: LookOfVariants): readonly MetricResult[] {
  return metricsOf(look, 'success').filter((metric) => isShownOfAll(look, metric, 'smaller'));
}

function withinWords(metrics: readonly MetricResult[]): string {
  const names = joined(metrics.map(({ name }) => name));
  return metrics.length === 1 ? `${names} is within its margin` : `${names} are within their margins`;
}

function metricsOf({ result }: LookOfVariants, role: MetricResult['role']): readonly MetricResult[] {
  return result.metrics.filter((metric) => metric.role === role);
}

function isShownOfAll(
  { decision, variants }: LookOfVariants,
  { key }: MetricResult,
  question: Question,
): boolean {
  const isShown = (variant: string) => (one: Answer) =>
    one.rejected && one.question === question && one.metric === key && one.contrast.treatment === variant;
  return variants.length > 0 && variants.every((variant) => decision.answers.some(isShown(variant)));
}

/** The only success metric of an experiment needs no name. */
function ofMetric({ metrics }: AnalysisResult, { name }: MetricResult): string {
  return metrics.filter(({ role }) => role === 'success').length < 2 ? '' : ` in ${name}`;
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
