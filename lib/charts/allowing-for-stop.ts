import type { AnalysisResult } from '../model/analysis-result';
import type { RunDecision, StoredStoppedEstimate } from '../model/decision';
import { earlyStopEstimates } from '../model/early-stop-estimates';
import { formatDifference, formatRelative, formatRelativeInterval } from './format';

/**
 * The effects that a run was ended by, allowing for the early stop: one sentence each, beside what was measured. None before a decision
 * ends the run, nor where it ended at its planned size.
 */
export function allowingForStop(
  decision: RunDecision | null,
  result: Pick<AnalysisResult, 'metrics' | 'variants'>,
): readonly string[] {
  return earlyStopEstimates(decision).flatMap((estimate) => sentenceOf(estimate, result));
}

function sentenceOf(
  estimate: StoredStoppedEstimate,
  { metrics, variants }: Pick<AnalysisResult, 'metrics' | 'variants'>,
): readonly string[] {
  const { contrast, look, measured, difference, interval, relative } = estimate;
  const metric = metrics.find(({ key }) => key === estimate.metric);
  if (metric === undefined) return [];
  const name = variants.find(({ key }) => key === contrast.treatment)?.name ?? contrast.treatment;
  const show = (value: number) => formatDifference(value, metric.kind, metric.unit);
  const allowing = relative.ok
    ? `${formatRelative(relative.value.difference)}, 95 % interval ${formatRelativeInterval(relative.value.interval.lower, relative.value.interval.upper)}`
    : `${show(difference)}, 95 % interval ${show(interval.lower)} to ${show(interval.upper)}`;
  const ratio = difference === 0 || !relative.ok ? null : measured * (relative.value.difference / difference);
  const asMeasured = ratio === null ? show(measured) : formatRelative(ratio);
  return [`${metric.name} with ${name}: ${allowing} (as measured at look ${look}: ${asMeasured}).`];
}
