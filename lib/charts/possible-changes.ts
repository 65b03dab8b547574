import type { Answer, Question } from '../model/answer';
import type { AnalysisResult } from '../model/analysis-result';
import type { Decision } from '../model/decision';
import type { MetricResult } from '../model/metric-result';
import { formatShare } from './format';
import { possibleSize, sizeWords } from './still-possible';

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
    ...(closed.length === 0 ? [] : [`${ruledOutWords(look.result, closed)} is ruled out`]),
    ...(within.length === 0 ? [] : [withinWords(within)]),
  ];
}

/** "harm of up to 54.4 % in Conversion is still possible"; none where the intervals of the success metrics hold none. */
export function harmClauses(look: LookOfVariants): readonly string[] {
  const open = possibleWords(look, 'harm');
  return open === null ? [] : [`harm of ${open} is still possible`];
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

/** Null: nothing is open, or nothing can be said. An improvement that is ruled out is told as that. */
function possibleWords(look: LookOfVariants, side: 'improvement' | 'harm'): string | null {
  const closed = side === 'improvement' ? ruledOutMetrics(look) : [];
  const sizes = metricsOf(look, 'success').flatMap((metric) => {
    const largest = metric.effects
      .filter(({ contrast }) => look.variants.includes(contrast.treatment))
      .flatMap((one) => possibleSize(metric, one, side) ?? [])
      .reduce<ReturnType<typeof possibleSize>>((a, b) => (a === null || b.size > a.size ? b : a), null);
    if (largest === null || largest.size <= 0 || closed.includes(metric)) return [];
    const size = largest.size === Infinity ? 'any size' : `up to ${sizeWords(largest, metric)}`;
    return [`${size}${ofMetric(look.result, metric)}`];
  });
  return sizes.length === 0 ? null : joined(sizes).replaceAll(/(, | and )up to /gu, '$1');
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
