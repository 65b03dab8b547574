import type { StoredStoppedEstimate } from '../model/decision';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import { normalSf } from '../statistics/distributions/normal';
import { studentTIsf } from '../statistics/distributions/student-t';
import type { Effect } from '../statistics/effect';
import { relativeAt } from '../statistics/effects/relative-at';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { StoppedEstimate } from '../statistics/sequential/stopped-estimate';

/** Where the plan's statistic ended. */
export interface StatisticAtEnd {
  readonly z: number;
  readonly informationFraction: number;
  /** It points to greater values of the metric. */
  readonly isGreater: boolean;
}

/** An effect with the arms that it compares. */
export interface ComparedEffect {
  readonly metric: Pick<MetricResult, 'arms'>;
  readonly reference: string;
  readonly effect: Effect;
  readonly adjustment: ContrastEffect['adjustment'];
}

type Figures = Pick<StoredStoppedEstimate, 'difference' | 'interval' | 'relative'> &
  Required<Pick<StoredStoppedEstimate, 'measuredRelative'>>;

/** An estimate after a stop in the metric's unit, and over the size of the control mean. */
export function stoppedFigures(
  estimate: StoppedEstimate,
  at: StatisticAtEnd,
  compared: ComparedEffect,
): Figures {
  const quantiles = quantilesOf(estimate, at);
  const { relative } = compared.effect;
  const figures = absolute(compared.effect, quantiles);
  return {
    ...figures,
    measuredRelative: relative.ok ? say(relative.value.difference) : relative,
    relative: relativeOf(compared, figures.difference, quantiles),
  };
}

/** How far below the measured effect the figures lie, in its standard errors, on the normal scale of the bounds. */
interface Quantiles {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

function quantilesOf(
  { medianUnbiased, interval }: StoppedEstimate,
  { z, informationFraction, isGreater }: StatisticAtEnd,
): Quantiles {
  const below = (drift: number) => z - drift * Math.sqrt(informationFraction);
  const [estimate, lower, upper] = [below(medianUnbiased), below(interval.lower), below(interval.upper)];
  return isGreater ? { estimate, lower, upper } : { estimate: -estimate, lower: -upper, upper: -lower };
}

/** The t quantile of the tail that the normal one has: the tests compare tails with the bounds'. */
function studentQuantile(quantile: number, degreesOfFreedom: number): number {
  const tail = studentTIsf(normalSf(Math.abs(quantile)), degreesOfFreedom);
  return Math.sign(quantile) * tail;
}

function absolute(
  { difference, standardError, degreesOfFreedom }: Effect,
  { estimate, lower, upper }: Quantiles,
): Pick<StoredStoppedEstimate, 'difference' | 'interval'> {
  const at = (quantile: number) => difference - studentQuantile(quantile, degreesOfFreedom) * standardError;
  return { difference: at(estimate), interval: { lower: at(lower), upper: at(upper) } };
}

interface ArmErrors {
  readonly baseline: number;
  readonly varianceControl: number;
  readonly varianceTreatment: number;
}

/** Of the arms as they were compared: a covariate takes the same share of both variances away. */
function armsOf({ metric, reference, effect, adjustment }: ComparedEffect): ArmErrors | null {
  const { difference, standardError, relative } = effect;
  const arm = metric.arms.find(({ variant }) => variant === reference);
  if (arm === undefined || !(arm.n > 0)) return null;
  const kept = adjustment?.ok === true ? 1 - adjustment.value.varianceReduction : 1;
  const change = relative.ok ? relative.value.difference : 0;
  const size = change === 0 ? Math.abs(arm.mean) : difference / change;
  const varianceControl = Math.min((kept * arm.variance) / arm.n, standardError ** 2);
  const varianceTreatment = standardError ** 2 - varianceControl;
  return { baseline: Math.sign(arm.mean) * size, varianceControl, varianceTreatment };
}

/** The estimate is the absolute one over the size that the measured change is over; the ends are Fieller's. */
function relativeOf(
  compared: ComparedEffect,
  estimate: number,
  { lower: below, upper: above }: Quantiles,
): StoredStoppedEstimate['relative'] {
  const { difference, degreesOfFreedom, relative } = compared.effect;
  if (!relative.ok) return relative;
  const arms = armsOf(compared);
  if (arms === null) return cannotSay('too-few-units', 'no-unit-exposed');
  const at = (quantile: number): Outcome<number> =>
    relativeAt({ ...arms, difference, quantile: studentQuantile(quantile, degreesOfFreedom) });
  const [lower, upper] = [at(below), at(above)];
  if (!lower.ok) return lower;
  if (!upper.ok) return upper;
  return say({
    difference: estimate / Math.abs(arms.baseline),
    interval: { lower: lower.value, upper: upper.value },
  });
}
