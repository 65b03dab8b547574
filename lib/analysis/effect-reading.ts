import type { Effect } from '../statistics/effect';

/**
 * How the effects of this analysis may be read. At a look each interval has the level that the plan gives it there; some
 * plans' levels depend on how precise the effect is, so it is asked with the effect at the plan's own alpha. Between
 * looks, and where the weights were changed within the run, nobody reads: the detail says why.
 */
export type EffectReading =
  | {
      readonly allowed: true;
      readonly alphaTwoSidedOf: (metric: string, effectAtPlanAlpha: Effect) => number;
    }
  | {
      readonly allowed: false;
      readonly reason: 'look-not-reached' | 'split-changed';
      readonly detail: string;
    };
