import { earlyStopEstimates } from '../model/early-stop-estimates';
import { isSameContrast, type Contrast } from '../model/contrast';
import type { MetricResult } from '../model/metric-result';
import type { LookFacts } from './look-facts';

/** An effect allowing for the early stop, of the look whose moments these are. */
export interface StoppedFacts {
  readonly isSuccess: boolean;
  readonly higherIsBetter: boolean;
  /** The test that rejected. */
  readonly question: 'better' | 'worse';
  readonly expected: {
    readonly stoppedDifference: number;
    readonly stoppedLower: number;
    readonly stoppedUpper: number;
    readonly stoppedRelative?: number;
    readonly stoppedRelativeLower?: number;
    readonly stoppedRelativeUpper?: number;
    readonly stoppedP: number;
  };
}

/** Null where there is none, or where it is of an earlier look, whose moments are not in the file. */
export function stoppedFacts(
  metric: MetricResult,
  contrast: Contrast,
  { decision, number }: LookFacts,
): StoppedFacts | null {
  const found = earlyStopEstimates(decision).find(
    (one) => one.metric === metric.key && isSameContrast(one.contrast, contrast),
  );
  if (found?.look !== number) return null;
  const { question, difference, interval, relative, stagewiseP } = found;
  return {
    isSuccess: metric.role === 'success',
    higherIsBetter: metric.direction === 'higher-is-better',
    question,
    expected: {
      stoppedDifference: difference,
      stoppedLower: interval.lower,
      stoppedUpper: interval.upper,
      ...(relative.ok && {
        stoppedRelative: relative.value.difference,
        stoppedRelativeLower: relative.value.interval.lower,
        stoppedRelativeUpper: relative.value.interval.upper,
      }),
      stoppedP: stagewiseP,
    },
  };
}
