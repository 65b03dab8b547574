import type { AnalysisResult } from '../model/analysis-result';
import type { Contrast } from '../model/contrast';
import type { NoveltyResult, PeriodMoments } from '../model/effect-over-time';

/** The figures of one test; the interval is of the ratio, at the level that Holm's procedure leaves it. */
interface ExpectedNovelty {
  readonly earlyRelative: number;
  readonly lateRelative: number;
  readonly logRatioOfRatios: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly statistic: number;
  readonly pTwoSided: number;
  readonly adjustedP: number;
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
}

/** Whether one effect lasts: what either arm did early and late, and what the platform found. */
export interface LastingFacts {
  readonly metric: string;
  readonly contrast: Contrast;
  readonly control: PeriodMoments;
  readonly treatment: PeriodMoments;
  readonly expected: ExpectedNovelty;
}

/** Every test that could be said, which are those that p is corrected for. None of an engine that compared differences. */
export function lastingFacts({ overTime }: AnalysisResult): readonly LastingFacts[] {
  if (overTime?.ok !== true) return [];
  return overTime.value.flatMap(({ metric, contrast, novelty }) => {
    if (!novelty.ok || 'change' in novelty.value) return [];
    return [{ metric, contrast, ...factsOf(novelty.value) }];
  });
}

function factsOf(found: NoveltyResult): Pick<LastingFacts, 'control' | 'treatment' | 'expected'> {
  const { control, treatment, earlyRelative, lateRelative, logRatioOfRatios, standardError } = found;
  const { degreesOfFreedom, statistic, pTwoSided, adjustedP, ratio, interval } = found;
  return {
    control,
    treatment,
    expected: {
      earlyRelative,
      lateRelative,
      logRatioOfRatios,
      standardError,
      degreesOfFreedom,
      statistic,
      pTwoSided,
      adjustedP,
      ratio,
      lower: interval.lower,
      upper: interval.upper,
    },
  };
}
