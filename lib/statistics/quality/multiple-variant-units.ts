import { firstRefusal, requireCount } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export const WARNING_SHARE = 0.001;
export const INVALID_SHARE = 0.01;

export interface MultipleVariantUnits {
  /** Share of all units that were seen in more than one variant. */
  readonly share: number;
  readonly verdict: 'healthy' | 'warning' | 'invalid';
}

/**
 * Units seen in more than one variant, which are left out of every arm. From 0.1 % on it is a warning, from 1 % on the
 * experiment is invalid: what removes these units may itself depend on the variant. No unit at all is refused.
 */
export function multipleVariantUnits(input: {
  /** All units exposed, those in several variants included. */
  readonly units: number;
  readonly unitsInSeveralVariants: number;
}): Outcome<MultipleVariantUnits> {
  const { units, unitsInSeveralVariants } = input;
  const refusal = firstRefusal(
    requireCount('units', units),
    requireCount('unitsInSeveralVariants', unitsInSeveralVariants),
  );
  if (refusal !== undefined) return refusal;
  if (unitsInSeveralVariants > units) return cannotSay('invalid-input', 'more-multiple-than-units');
  if (units === 0) return cannotSay('too-few-units', 'no-unit-exposed');
  const share = unitsInSeveralVariants / units;
  if (share >= INVALID_SHARE) return say({ share, verdict: 'invalid' });
  return say({ share, verdict: share >= WARNING_SHARE ? 'warning' : 'healthy' });
}
