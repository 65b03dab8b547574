import { cannotSay } from '../../statistics/outcome';
import type { RunDecision } from '../../model/decision';
import type { ReasonCode } from '../../model/reason';
import type { AnalysisView } from './result-answers';

/** Whether a run is broken, or a metric moved that must not: nobody should read its effects, those of earlier looks neither. */
export function isInvalid({ result, decision }: Pick<AnalysisView, 'result' | 'decision'>): boolean {
  const isConcluded = decision?.decision.ok === true && decision.decision.value.outcome === 'invalid';
  return result.health.sampleRatioAlarm || isConcluded;
}

const refusal = cannotSay('look-not-reached', 'run-not-valid');

/**
 * An analysis of a run that is not valid, as every door gives it where nobody asked for its moments: health, plan and verdict, and
 * nothing that an effect can be computed from.
 */
export function withoutEffects(analysis: AnalysisView): AnalysisView {
  const { breakdowns: _descriptive, ...result } = analysis.result;
  return {
    ...analysis,
    monthlyImpacts: [],
    result: {
      ...result,
      metrics: result.metrics.map((metric) => ({
        ...metric,
        arms: [],
        segments: [],
        effects: metric.effects.map(({ contrast }) => ({ contrast, effect: refusal, adjustment: null })),
      })),
      overTime: result.overTime === null ? null : refusal,
    },
    decision: analysis.decision === null ? null : withoutAnswers(analysis.decision),
  };
}

function withoutAnswers({ look, mixingVariances, decision }: RunDecision): RunDecision {
  if (!decision.ok) return { look, mixingVariances, decision };
  const { futility: _chances, ...value } = decision.value;
  const reasons = value.reasons.filter(({ code }) => !tellTheTrend.includes(code));
  return { look, mixingVariances, decision: { ok: true, value: { ...value, reasons, answers: [] } } };
}

/** The chance that is left under the trend is the effect by another name. */
const tellTheTrend: readonly ReasonCode[] = ['conditional-power-low', 'conditional-power-left'];
