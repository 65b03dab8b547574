import type { AnalysisResult } from '../model/analysis-result';
import type { Decision } from '../model/decision';
import type { EffectOverTime, NoveltyResult } from '../model/effect-over-time';
import { earlierAnswers, earlierOf } from './earlier-answers';
import { say, type Outcome } from '../statistics/outcome';

/**
 * The result with a word for each effect that the rule has shown: it fades or grows with the time since exposure where the test
 * rejects at the plan's alpha, else no change is shown. Of an effect that is not shown there is nothing that could fade.
 */
export function withLastingWords(result: AnalysisResult, decision: Outcome<Decision>): AnalysisResult {
  if (result.overTime?.ok !== true) return result;
  const { alphaTwoSided } = result;
  const overTime = result.overTime.value.map((one) => {
    const { novelty } = one;
    if (!novelty.ok || 'change' in novelty.value) return one;
    const verdict = verdictOf(novelty.value, shownSign(one, result, decision), alphaTwoSided);
    return { ...one, novelty: say({ ...novelty.value, verdict }) };
  });
  return { ...result, overTime: say(overTime) };
}

function verdictOf(
  { adjustedP, logRatioOfRatios }: NoveltyResult,
  sign: 1 | -1 | null,
  alphaTwoSided: number,
): NoveltyResult['verdict'] {
  if (sign === null) return 'effect-not-shown';
  if (adjustedP >= alphaTwoSided) return 'no-change-shown';
  return logRatioOfRatios * sign < 0 ? 'fades' : 'grows';
}

/** 1: the rule has shown that the variant has more of the metric than the control, -1: less; null: neither. */
function shownSign(
  { metric, contrast }: Pick<EffectOverTime, 'metric' | 'contrast'>,
  { metrics, control }: AnalysisResult,
  decision: Outcome<Decision>,
): 1 | -1 | null {
  const shown = decision.ok ? earlierAnswers(decision.value, control) : [];
  const has = (question: 'better' | 'worse') =>
    earlierOf(shown, { contrast, metric, question })?.rejected === true;
  const isMoreBetter = metrics.find(({ key }) => key === metric)?.direction === 'higher-is-better';
  // Shown both at one time and at another: there is no one direction.
  if (has('better') === has('worse')) return null;
  return has('better') === isMoreBetter ? 1 : -1;
}
