import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { Decision } from '../model/decision';

/**
 * Share of ended experiments that taught something: valid, and ended in a win, a detected harm, or an absence of effect
 * that the planned size was able to show. Unit: share. Experiments still running do not count; none ended is refused.
 */
export function learningRate(decisions: readonly Pick<Decision, 'outcome' | 'powered'>[]): Outcome<number> {
  const ended = decisions.filter(({ outcome }) => outcome !== 'keep-running');
  if (ended.length === 0) return cannotSay('too-few-units', 'no-experiment-ended');
  const learned = ended.filter(
    ({ outcome, powered }) =>
      outcome === 'ship' || outcome === 'stop-harm' || (outcome === 'stop-no-effect' && powered),
  );
  return say(learned.length / ended.length);
}
