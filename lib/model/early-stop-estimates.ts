import type { RunDecision, StoredStoppedEstimate } from './decision';

/** The estimates to read in place of what was measured: none before a decision ends the run, nor where it ended at its planned size. */
export function earlyStopEstimates(decision: RunDecision | null): readonly StoredStoppedEstimate[] {
  if (decision?.decision.ok !== true) return [];
  if (['keep-running', 'invalid'].includes(decision.decision.value.outcome)) return [];
  return (decision.stoppedEstimates ?? []).filter(({ informationFraction }) => informationFraction < 1);
}
