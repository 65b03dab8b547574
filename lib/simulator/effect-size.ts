import type { Scenario } from './scenario';
import { ownMember } from '../model/own-member';

type Segment = Scenario['segments'][number];
export type SegmentValue = Segment['values'][number];

/** The control has none: it is not in the list of effects. */
export function statedEffect(
  { variants }: Pick<Scenario, 'variants'>,
  variant: number,
  metric: string,
): number {
  return ownMember(variants[variant]?.effects, metric) ?? 0;
}

/** Which share of the stated effect is there so many days after exposure. */
export function noveltyAt({ novelty }: Pick<Scenario, 'novelty'>, daysSinceExposure: number): number {
  if (novelty === null) return 1;
  const { halfLifeDays, remaining } = novelty;
  return remaining + (1 - remaining) * 2 ** (-daysSinceExposure / halfLifeDays);
}

/** What the segments of a unit multiply: its mean, and the effect on it. */
export function segmentFactors(values: readonly SegmentValue[]): {
  readonly mean: number;
  readonly effect: number;
} {
  return values.reduce(
    ({ mean, effect }, { meanFactor, effectFactor }) => ({
      mean: mean * meanFactor,
      effect: effect * effectFactor,
    }),
    { mean: 1, effect: 1 },
  );
}
