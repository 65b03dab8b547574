import type { Outcome } from './outcome';

/** A two-sided confidence interval in the unit of the estimate; either end may be infinite for one-sided use. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** The difference over the size of the control mean, (m1 - m0) / |m0|, with Fieller's interval (a fraction: 0.02 is +2 %). */
export interface RelativeEffect {
  readonly difference: number;
  readonly interval: Interval;
}

/** How p and the intervals were found: Welch's test and Fieller's interval, or the mid-p and its inversion, where events are few. */
export type EffectMethod = 'welch' | 'mid-p';

/** Effect of a treatment against the control on one metric, as every method of this room returns it. */
export interface Effect {
  /** Treatment minus control, in the metric's unit. */
  readonly difference: number;
  readonly standardError: number;
  /** Welch-Satterthwaite; Infinity where the reference distribution is normal. */
  readonly degreesOfFreedom: number;
  readonly statistic: number;
  readonly pTwoSided: number;
  /** One-sided p against "not greater": small when the treatment is greater. */
  readonly pGreater: number;
  readonly pLess: number;
  readonly interval: Interval;
  readonly relative: Outcome<RelativeEffect>;
  /** Of the difference, by the arms' third central moments (skewness.ts); left out: not known. */
  readonly skewness?: number | undefined;
  /** Left out: Welch's. */
  readonly method?: EffectMethod | undefined;
}
