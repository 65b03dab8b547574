import type { AnalysisResult } from '../model/analysis-result';
import type { Contrast } from '../model/contrast';
import type { RunDecision, StoredStoppedRefusal } from '../model/decision';
import { earlyStopEstimates, type ToldStoppedEstimate } from '../model/early-stop-estimates';
import type { MetricResult } from '../model/metric-result';
import { cannotSaySentence } from '../sentences/cannot-say';
import { formatConfidence, formatDifference, formatRelative, formatRelativeInterval } from './format';

type Told = Pick<AnalysisResult, 'metrics' | 'variants'>;

/** What the figures below it are of. */
export const allowingForStopLead =
  'These figures, of what the rule has shown, allow for the looks at which the run could end: over all runs half of such estimates are too high, and half too low. That only what is large is shown is another piece of luck, which they do not take away. What the rule has not shown was no reason to stop.';

/** The effects that a run was ended early by, allowing for that: one sentence each, beside what was measured; or why there is none. */
export function allowingForStop(decision: RunDecision | null, result: Told): readonly string[] {
  return [
    ...earlyStopEstimates(decision).flatMap((estimate) => sentenceOf(estimate, result)),
    ...(decision?.stoppedRefusals ?? []).flatMap((refusal) => refusalOf(refusal, result)),
  ];
}

function sentenceOf(estimate: ToldStoppedEstimate, result: Told): readonly string[] {
  const { look, measured, measuredRelative, difference, interval, relative, alphaOneSided } = estimate;
  const found = about(estimate, result);
  if (found === null) return [];
  const { metric, name } = found;
  const show = (value: number) => formatDifference(value, metric.kind, metric.unit);
  const allowing = relative.ok
    ? `${formatRelative(relative.value.difference)}, interval ${formatRelativeInterval(relative.value.interval.lower, relative.value.interval.upper)}`
    : `${show(difference)}, interval ${show(interval.lower)} to ${show(interval.upper)}`;
  const asMeasured =
    relative.ok && measuredRelative.ok ? formatRelative(measuredRelative.value) : show(measured);
  return [`${name}: ${allowing} ${levelWords(alphaOneSided)}; as measured at look ${look}: ${asMeasured}.`];
}

/** The confidence of each end: its test’s, over all looks. */
export function levelWords({ lower, upper }: ToldStoppedEstimate['alphaOneSided']): string {
  const [below, above] = [formatConfidence(lower), formatConfidence(upper)];
  return below === above
    ? `(${below} confidence for each end)`
    : `(${below} confidence for its lower end, ${above} for its upper end)`;
}

function refusalOf(refusal: StoredStoppedRefusal, result: Told): readonly string[] {
  const found = about(refusal, result);
  if (found === null) return [];
  return [`${found.name}: cannot say. ${cannotSaySentence(refusal.why)}`];
}

function about(
  { metric: key, contrast }: { readonly metric: string; readonly contrast: Contrast },
  { metrics, variants }: Told,
): { readonly metric: MetricResult; readonly name: string } | null {
  const metric = metrics.find((one) => one.key === key);
  if (metric === undefined) return null;
  const variant = variants.find((one) => one.key === contrast.treatment)?.name ?? contrast.treatment;
  return { metric, name: `${metric.name} with ${variant}` };
}
