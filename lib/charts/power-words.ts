import type { ExperimentPlanning } from '../model/planning';

type Power = Extract<ExperimentPlanning['considered']['power'], { readonly ok: true }>['value'];

/** A simulated power in words: to the tenth of a percent with its error, or as far as its simulations tell it. */
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
  return { figure: percent(power), error: `simulated, \u00B1 ${percent(2 * standardError)}` };
}

const percent = (share: number): string => `${String(Number((100 * share).toFixed(1)))}\u202f%`;
