import type { MetricResult } from '../model/metric-result';
import type { RunMetric, RunVariant } from '../model/run-configuration';
import type { EvidenceArm, ReadMetric } from './evidence';
import { metricResult } from './metric-result';

/** One random split of the same units; arms by position, 0 and 1. */
export type SplitArms = readonly EvidenceArm[];

const variants: readonly RunVariant[] = ['a', 'b'].map((key, position) => ({
  key,
  name: key,
  value: key,
  weight: 0.5,
  isControl: position === 0,
}));

/** A random split of units, analysed by the code that analyses experiments, covariates included. */
export function splitResult(
  metric: RunMetric,
  arms: SplitArms,
  caps: ReadMetric['caps'],
  alphaTwoSided: number,
): MetricResult {
  const [control] = variants;
  if (control === undefined) throw new Error('A split has two arms.');
  const reading = { allowed: true, ruleOf: null } as const;
  const evidence = { ok: true, caps, arms, segments: [] } as const;
  return metricResult(metric, evidence, { variants, control, alphaTwoSided, reading });
}
