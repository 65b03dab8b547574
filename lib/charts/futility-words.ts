import type { Decision } from '../model/decision';
import { formatShare } from './format';

/** "even if the improvement were 5 %, only a 3.1 % chance is left of showing it", from the stored reason: of the variant with most chance, or of this one. */
export function futilityWords(
  { reasons }: Pick<Decision, 'reasons'>,
  running: boolean,
  variant?: string,
): string {
  const is = running ? 'is' : 'was';
  const low = reasons.find(
    (one) => one.code === 'conditional-power-low' && (variant === undefined || one.variant === variant),
  );
  const { plannedEffectRelative: effect, conditionalPower: chance } = low?.figures ?? {};
  if (effect === undefined || chance === undefined)
    return `too little chance ${is} left of showing an improvement`;
  return `even if the improvement were ${formatShare(effect)}, ${chanceWords(chance)} ${is} left of showing it`;
}

/** Below a thousandth nobody reads the digits. */
function chanceWords(chance: number): string {
  return chance < 1e-3 ? 'less than a 0.1\u202f% chance' : `only a ${formatShare(chance)} chance`;
}

const noProof = 'A low chance does not show that the effect is zero.';

/** What the recommendation is, and what it is not. */
export function futilityFacts({ outcome }: Pick<Decision, 'outcome'>, running: boolean): readonly string[] {
  if (outcome !== 'stop-futility') return [];
  return running
    ? ['This is advice: running on to the planned end is allowed, and keeps the error of the plan.', noProof]
    : [noProof];
}
