import type { Question } from '../model/answer';
import type { CannotSay } from '../statistics/outcome';

/** How far an end of an interval lies from the estimate, and by which test. */
export interface EndRule {
  readonly question: Question;
  readonly alphaOneSided: number;
  readonly alphaOneSidedAtLook: number;
  /** The test goes by the variance of the difference whatever its p is, as always-valid ones do. */
  readonly needsVariance: boolean;
  /** In standard errors; infinite: there is no such end. */
  readonly quantileOf: (difference: {
    readonly standardError: number;
    readonly degreesOfFreedom: number;
  }) => number;
}

/** The two ends of a metric's interval, in its good direction: how good a variant is at least, and at most. */
export interface MetricRule {
  readonly atLeast: EndRule;
  readonly atMost: EndRule;
  /** Of a success metric: beyond it an improvement is ruled out. */
  readonly improvement: EndRule | null;
}

/**
 * How the effects of this analysis may be read. At a look the plan's rule says how far the ends of each metric's interval lie; without
 * a rule effects have the plain interval alone. Between looks, and where the weights were changed within the run, nobody reads: the
 * refusal says why.
 */
export type EffectReading =
  | {
      readonly allowed: true;
      readonly ruleOf: ((metric: string) => MetricRule | null) | null;
    }
  | {
      readonly allowed: false;
      readonly refusal: CannotSay;
      /** Where a metric has no effect in any case, its own reason is said in place of the refusal; left out: the refusal. */
      readonly saysWhy?: boolean;
    };
