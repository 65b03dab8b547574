import type { Effect } from '../effect';
import { meanEffect, type MeanInput } from '../effects/mean';
import { firstRefusal, requireFraction } from '../input-checks';
import { say, type Outcome } from '../outcome';
import { HEALTH_ALARM_LEVEL } from './alarm-level';

export interface PreExposureBias extends Effect {
  /** pTwoSided below alarmBelow: the arms differed before any of them saw the treatment. */
  readonly biased: boolean;
}

/**
 * Compares a covariate measured before exposure between the arms; randomisation makes every difference chance. Estimand,
 * unit, sidedness and refusals are those of `meanEffect`. The alarm is at p < .001 by default, as for the sample ratio,
 * because it is looked at often and a false one invalidates an experiment.
 * Source: Fabijan et al. (2020), "Diagnosing sample ratio mismatch", and Welch (1947) for the test.
 */
export function preExposureBiasTest(
  input: MeanInput & { readonly alarmBelow?: number },
): Outcome<PreExposureBias> {
  const alarmBelow = input.alarmBelow ?? HEALTH_ALARM_LEVEL;
  const refusal = firstRefusal(requireFraction('alarmBelow', alarmBelow));
  if (refusal !== undefined) return refusal;
  const effect = meanEffect(input);
  return effect.ok ? say({ ...effect.value, biased: effect.value.pTwoSided < alarmBelow }) : effect;
}
