import type { PlannedBaseline } from '../model/planning';
import type { RunMetric } from '../model/run-configuration';
import { mergeMoments } from '../statistics/moments';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { ReadMetric } from './evidence';
import { splitResult, type SplitArms } from './split-result';

/** Beyond this much CUPED is an accident of few units. */
const LARGEST_REDUCTION = 0.99;

/**
 * What a plan may expect of a metric, from its recent units split in two at random: mean and variance of all of them, with the metric's
 * caps, and how much of the variance its covariate takes away. Refused: no units, and units that do not vary.
 */
export function plannedBaseline(
  metric: RunMetric,
  split: SplitArms,
  caps: ReadMetric['caps'],
  days: number,
): Outcome<PlannedBaseline> {
  const { arms, effects } = splitResult(metric, split, caps, 0.05);
  const [first, second] = arms;
  const units = (first?.n ?? 0) + (second?.n ?? 0);
  if (first === undefined || second === undefined || units < 2)
    return cannotSay('too-few-units', 'no-baseline-yet', { metric: metric.key, days });
  const pooled = mergeMoments(first, second);
  if (!pooled.ok) return pooled;
  const { mean, variance } = pooled.value;
  if (!(variance > 0)) return cannotSay('no-variance', 'no-baseline-yet', { metric: metric.key, days });
  const adjustment = effects[0]?.adjustment;
  const reduction = adjustment?.ok === true ? adjustment.value.varianceReduction : 0;
  const varianceReduction = Math.min(Math.max(reduction, 0), LARGEST_REDUCTION);
  return say({ mean, variance, varianceReduction, source: 'recent', units });
}
