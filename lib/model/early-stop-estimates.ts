import type { RunDecision, StoredStoppedEstimate } from './decision';

/** One whose interval has the levels of the tests, so that it says what the rule says. */
export type ToldStoppedEstimate = Omit<StoredStoppedEstimate, RuleField> & {
  readonly [Field in RuleField]: NonNullable<StoredStoppedEstimate[Field]>;
};

type RuleField = 'question' | 'alphaOneSided' | 'measuredRelative';

/** The estimates to read in place of what was measured; engines before 10 stored some that the rule contradicts. */
export function earlyStopEstimates(decision: RunDecision | null): readonly ToldStoppedEstimate[] {
  return (decision?.stoppedEstimates ?? []).flatMap((one) => {
    const { question, alphaOneSided, measuredRelative } = one;
    return question === undefined || alphaOneSided === undefined || measuredRelative === undefined
      ? []
      : [{ ...one, question, alphaOneSided, measuredRelative }];
  });
}

/**
 * A decision as people may read it. What allows for an early stop is kept with every decision of a run, for the looks to come, and told where
 * there was one: the run has ended, by what the rule had concluded, before its end came.
 */
export function toldDecision(decision: RunDecision, hasRunEnded: boolean): RunDecision {
  const { stoppedEstimates: _estimates, stoppedRefusals: _refusals, ...others } = decision;
  if (!hasRunEnded || !isEarlyEnd(decision)) return others;
  const estimates = earlyStopEstimates(decision);
  return {
    ...others,
    ...(estimates.length > 0 && { stoppedEstimates: estimates }),
    ...(decision.stoppedRefusals !== undefined && { stoppedRefusals: decision.stoppedRefusals }),
  };
}

/** Whether the rule had concluded something before all of the error was spent. */
function isEarlyEnd({ look, decision }: RunDecision): boolean {
  if (!decision.ok || ['keep-running', 'invalid'].includes(decision.value.outcome)) return false;
  return look.taken ? (look.lookFractions.at(-1) ?? 0) < 1 : look.why !== 'all-looks-taken';
}
