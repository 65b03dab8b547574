import { cannotSay, say, type CannotSay, type Outcome } from '../statistics/outcome';
import { preExposureBiasTest } from '../statistics/quality/pre-exposure-bias';
import { sampleRatioTest, sequentialSampleRatioTest } from '../statistics/quality/sample-ratio';
import { columnMoments } from '../statistics/moments';
import type { BiasFigures, Health, MetricBias, VariantUnits } from './analysis-result';
import { jointOf } from './arm-figures';
import type { Evidence, EvidenceArm } from './evidence';
import { measureOf } from './measure';
import type { RunConfiguration, RunMetric } from './run-configuration';
import { segmentRatios } from './segment-ratios';

/** Below this p the split is taken to be broken: one false alarm in a thousand looks (docs/statistics/sample-ratio.md). */
const alarmP = 0.001;

/**
 * Whether the comparison is fair, before what it says: the split overall, however often it is looked at, and by segment; units
 * in two variants; what differed before exposure; and what arrives late. None of it reads an effect, so all of it may be
 * read between looks.
 */
export function healthOf(
  configuration: RunConfiguration,
  units: readonly VariantUnits[],
  evidence: Evidence,
): Health {
  const refusal = splitRefusal(evidence);
  // A variant of weight 0 takes no units, so it has no place in the test.
  const taking = units.filter(({ expectedShare }) => expectedShare > 0);
  const split = {
    observed: taking.map((variant) => variant.units),
    weights: taking.map(({ expectedShare }) => expectedShare),
  };
  const sampleRatio = refusal ?? sampleRatioTest(split);
  const segments = segmentRatios(evidence.segmentUnits ?? [], units, refusal);
  return {
    sampleRatio,
    sampleRatioAlarm: sampleRatio.ok && sampleRatio.value.p < alarmP,
    sequentialSampleRatio:
      refusal ??
      sequentialSampleRatioTest({ ...split, previousP: Math.min(1, evidence.earlierSampleRatioP ?? 1) }),
    segmentRatios: segments,
    segmentRatioAlarm: segments.some(({ adjustedP }) => adjustedP !== null && adjustedP < alarmP),
    preExposureBias: configuration.metrics.flatMap((metric) => biasesOf(metric, configuration, evidence)),
    delays: evidence.delays ?? null,
    unitsInTwoVariants: evidence.units.reduce((sum, { unitsInTwoVariants }) => sum + unitsInTwoVariants, 0),
  };
}

function splitRefusal({ splitChangedAt = null }: Evidence): CannotSay | null {
  if (splitChangedAt === null) return null;
  return cannotSay(
    'split-changed',
    `The weights were changed within the run, on ${splitChangedAt.toISOString()}, so no one split is expected of all units.`,
  );
}

/** The metric's first covariate, the measure before exposure, for each variant against the control. */
function biasesOf(
  metric: RunMetric,
  { variants, plan: { alphaTwoSided } }: RunConfiguration,
  evidence: Evidence,
): MetricBias[] {
  const [covariate] = measureOf(metric).covariates;
  const read = evidence.metrics.get(metric.key);
  if (covariate?.kind !== 'mean' || read?.ok !== true) return [];
  const armOf = (key: string) => {
    const position = variants.findIndex((variant) => variant.key === key);
    return columnOf(
      read.arms.find(({ variant }) => variant === position),
      covariate.column,
    );
  };
  const control = variants.find(({ isControl }) => isControl);
  if (control === undefined) return [];
  return variants
    .filter(({ key }) => key !== control.key)
    .map(({ key }) => {
      const test = preExposureBiasTest({ control: armOf(control.key), treatment: armOf(key), alphaTwoSided });
      return { metric: metric.key, variant: key, bias: figuresOf(test) };
    });
}

function columnOf(arm: EvidenceArm | undefined, column: number) {
  return arm === undefined ? { n: 0, mean: 0, variance: 0 } : columnMoments(jointOf(arm), column);
}

function figuresOf(test: ReturnType<typeof preExposureBiasTest>): Outcome<BiasFigures> {
  if (!test.ok) return test;
  const { difference, standardError, degreesOfFreedom, pTwoSided, interval, biased } = test.value;
  return say({ difference, standardError, degreesOfFreedom, p: pTwoSided, interval, biased });
}
