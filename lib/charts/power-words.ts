import type { ExperimentPlanning } from '../model/planning';

type Power = Extract<ExperimentPlanning['considered']['power'], { readonly ok: true }>['value'];

/** A simulated power in words: to the tenth of a percent with the half-width of its 95 % interval in points, or as far as its simulations tell it. */
export function powerWords({ power, standardError, simulations }: Power): {
  readonly figure: string;
  readonly error: string;
} {
  const least = 3 / simulations;
  const [tenths, hair] = [1_000, 1e-9];
  if (power >= 1 - least - hair)
    return {
      figure: `above ${percent(Math.floor(tenths * (1 - least) + hair) / tenths)}`,
      error: 'simulated',
    };
  if (power <= least + hair)
    return { figure: `below ${percent(Math.ceil(tenths * least - hair) / tenths)}`, error: 'simulated' };
  return {
    figure: percent(power),
    error: `simulated, \u00B1 ${points(TWO_SIDED_95 * standardError)} points (95\u202f%)`,
  };
}

/** Of a normal distribution 95 % lies within this many standard deviations. */
const TWO_SIDED_95 = 1.96;

const points = (share: number): string => String(Number((100 * share).toFixed(1)));

const percent = (share: number): string => `${points(share)}\u202f%`;
