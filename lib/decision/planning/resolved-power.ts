import type { ExperimentPlanning } from '../../model/planning';

type Power = Extract<ExperimentPlanning['considered']['power'], { readonly ok: true }>['value'];

/** Of so many experiments without a single exception a chance is known to lie, with 95 % confidence, within so many of them from all. */
const UNSEEN = 3;

/**
 * A simulated chance as far as so many experiments tell it: never all nor nothing, with the Monte-Carlo error that is left.
 * Source of the bound: Hanley & Lippman-Hand, "If nothing goes wrong, is everything all right?" (1983).
 */
export function resolvedPower(share: number, simulations: number): Power {
  const least = Math.min(0.5, UNSEEN / simulations);
  const power = Math.min(Math.max(share, least), 1 - least);
  return { power, standardError: Math.sqrt((power * (1 - power)) / simulations), simulations };
}
