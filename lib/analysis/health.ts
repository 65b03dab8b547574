import { say, type CannotSay, type Outcome } from '../statistics/outcome';
import { preExposureBiasTest } from '../statistics/quality/pre-exposure-bias';
import { HEALTH_ALARM_LEVEL } from '../statistics/quality/alarm-level';
import { ratioConcentration, sequentialSampleRatioTest } from '../statistics/quality/sample-ratio';
import { columnMoments } from '../statistics/moments';
import type { BiasFigures, Health, MetricBias } from '../model/health';
import type { VariantUnits } from '../model/analysis-result';
import { jointOf } from './arm-figures';
import type { Evidence, EvidenceArm } from './evidence';
import { measureOf } from '../model/metrics/kinds';
import { pearsonSampleRatio } from './pearson-sample-ratio';
import { periodTests } from './period-ratios';
import { firstPlannedUnits, type RunConfiguration, type RunMetric } from '../model/run-configuration';
import { segmentRatios } from './segment-ratios';
import { isStratified, splitRefusal } from './stratified-arm';

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
  const periods = evidence.weightPeriods ?? [];
  const refusal = splitRefusal(periods);
  const previousP = Math.min(1, evidence.earlierSampleRatioP ?? 1);
  // A variant of weight 0 takes no units, so it has no place in the test.
  const taking = units.filter(({ expectedShare }) => expectedShare > 0);
  const split = {
    observed: taking.map((variant) => variant.units),
    weights: taking.map(({ expectedShare }) => expectedShare),
  };
  const sequential = { concentration: ratioConcentration(firstPlannedUnits(configuration.plan)), previousP };
  const ratios = isStratified(periods)
    ? periodTests(periods, sequential)
    : {
        sampleRatio: pearsonSampleRatio(split),
        sequentialSampleRatio: sequentialSampleRatioTest({ ...split, ...sequential }),
        periodRatios: [],
      };
  const { sequentialSampleRatio } = ratios;
  const segments = segmentRatios(evidence.segmentUnits ?? [], units, refusal);
  return {
    ...ratios,
    // What holds at one look would call a hundredth of sound runs invalid that are analysed every day.
    sampleRatioAlarm: sequentialSampleRatio.ok && sequentialSampleRatio.value.p < HEALTH_ALARM_LEVEL,
    segmentRatios: segments,
    segmentRatioAlarm: segments.some(({ adjustedP }) => adjustedP !== null && adjustedP < HEALTH_ALARM_LEVEL),
    preExposureBias: configuration.metrics.flatMap((metric) =>
      biasesOf(metric, configuration, evidence, refusal),
    ),
    delays: evidence.delays ?? null,
    unitsInTwoVariants: evidence.units.reduce((sum, { unitsInTwoVariants }) => sum + unitsInTwoVariants, 0),
  };
}

/** The metric's first covariate, the measure before exposure, for each variant against the control. */
function biasesOf(
  metric: RunMetric,
  { variants, plan: { alphaTwoSided } }: RunConfiguration,
  evidence: Evidence,
  refusal: CannotSay | null,
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
      if (refusal !== null) return { metric: metric.key, variant: key, bias: refusal };
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
