import type { ConditionalPowerFigures, StoredConditionalPower } from '../model/futility';
import { reason, type Reason } from '../model/reason';
import { normalIsf } from '../statistics/distributions/normal';
import type { Effect } from '../statistics/effect';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { conditionalPower } from '../statistics/sequential/conditional-power';
import { groupSequentialBounds } from '../statistics/sequential/group-sequential';
import type { AskedAnswer } from './ask';
import type { MetricFractions } from './look-criteria';
import type { ExperimentPlan, PlannedMetric } from './plan';
import { questionLevels } from './question-levels';
import type { MetricResult } from './results';

/** The last look of a metric's test of "better", as it stands at an earlier one. */
export interface LastLook {
  /** Of the metric's information at the last look that is there now. */
  readonly informationFraction: number;
  /** In standard errors, the looks in between taken as planned. */
  readonly finalBound: number;
}

export type LastLookOf = (metric: string) => LastLook;

/**
 * The last look by metric; null where the plan states no futility, or this look is the last. Metrics that know more than the slowest one
 * are taken to keep their lead: all wait for the same units. Computed once for a plan and a look.
 */
export function lastLookAt(
  plan: ExperimentPlan,
  lookFractions: readonly number[],
  metricFractions: MetricFractions = {},
): Outcome<LastLookOf | null> {
  const { method, leastConditionalPower } = plan;
  const clock = lookFractions.at(-1) ?? 1;
  if (leastConditionalPower === undefined || method.kind !== 'group-sequential' || clock >= 1)
    return say(null);
  const ahead = method.looks.filter((look) => look > clock);
  const toCome = unitsOfClock(plan, clock, metricFractions);
  const of = (informationFractions: readonly number[]): Outcome<LastLook> => {
    const now = informationFractions.at(-1) ?? clock;
    const last = now + toCome(1 - clock);
    const bounds = groupSequentialBounds({
      informationFractions: [...informationFractions, ...ahead.map((look) => now + toCome(look - clock))],
      spendingFractions: [...lookFractions, ...ahead],
      spending: method.spending,
      alpha: questionLevels(plan).better.alphaOneSided,
      sides: 1,
    });
    if (!bounds.ok) return bounds;
    return say({ informationFraction: now / last, finalBound: bounds.value.at(-1) ?? Infinity });
  };
  const shared = of(lookFractions);
  if (!shared.ok) return shared;
  const own = new Map<string, LastLook>();
  for (const [metric, fractions] of Object.entries(metricFractions)) {
    const look = of(fractions);
    if (!look.ok) return look;
    own.set(metric, look.value);
  }
  return say((metric) => own.get(metric) ?? shared.value);
}

/**
 * How much information comes while the clock goes on by so much. They are the same unless the plan was extended: its clock then runs ahead of the
 * units of the slowest metric, and both reach 1 together (docs/decisions/0066).
 */
function unitsOfClock(
  { metrics }: ExperimentPlan,
  clock: number,
  metricFractions: MetricFractions,
): (time: number) => number {
  const slowest = Math.min(...metrics.map(({ key }) => metricFractions[key]?.at(-1) ?? clock));
  if (slowest === clock) return (time) => time;
  const scale = (1 - slowest) / (1 - clock);
  return (time) => scale * time;
}

/** Of every success metric of a variant that is not yet shown better: the chance that it is by the last look. */
export function conditionalPowers(
  asked: readonly AskedAnswer[],
  resultOf: (metric: PlannedMetric) => MetricResult | undefined,
  lastLookOf: LastLookOf,
): readonly StoredConditionalPower[] {
  return asked.flatMap(({ metric, answer }): readonly StoredConditionalPower[] => {
    const { question, rejected, contrast, atLook } = answer;
    if (question !== 'better' || rejected) return [];
    const figures = atLook.ok ? figuresOf(metric, resultOf(metric), lastLookOf(metric.key)) : atLook;
    return [{ contrast, metric: metric.key, conditionalPower: figures }];
  });
}

function figuresOf(
  { higherIsBetter, minimumEffectRelative }: PlannedMetric,
  result: MetricResult | undefined,
  { informationFraction, finalBound }: LastLook,
): Outcome<ConditionalPowerFigures> {
  if (result?.smaller === undefined || minimumEffectRelative === undefined)
    return cannotSay('not-computable', 'metric-not-read');
  const { effect, smaller } = result;
  if (!effect.ok) return effect;
  if (!smaller.ok) return smaller;
  const { difference, standardError } = effect.value;
  const z = statisticOf(effect.value, higherIsBetter);
  // How far below the planned effect the measured one lies, and that one: together the planned effect in the metric's unit.
  const plannedEffect = smaller.value.distanceToMargin + (higherIsBetter ? difference : -difference);
  const plannedDrift = plannedEffect / standardError / Math.sqrt(informationFraction);
  const power = conditionalPower({ z, informationFraction, finalBound, plannedDrift });
  if (!power.ok) return power;
  const { planned, currentTrend } = power.value;
  if (planned === null || !Number.isFinite(finalBound))
    return cannotSay('not-computable', 'figures-too-large');
  const where = { z, informationFraction, finalBound, plannedDrift };
  return say({ planned, currentTrend, plannedEffectRelative: minimumEffectRelative, ...where });
}

/** On the scale of the bounds, above 0 is better: from the smaller tail, since the other one may round to 1. */
function statisticOf({ pGreater, pLess }: Effect, higherIsBetter: boolean): number {
  const [better, worse] = higherIsBetter ? [pGreater, pLess] : [pLess, pGreater];
  return better < worse ? normalIsf(better) : -normalIsf(worse);
}

/** Whether no success metric has so much chance left; not where one is shown better already, or cannot say. */
export function isFutile(plan: ExperimentPlan, powers: readonly StoredConditionalPower[]): boolean {
  const { leastConditionalPower = 0, metrics } = plan;
  const successes = metrics.filter(({ role }) => role === 'success').length;
  return (
    successes > 0 &&
    powers.length === successes &&
    powers.every(({ conditionalPower: power }) => power.ok && power.value.planned < leastConditionalPower)
  );
}

/** What is left of a variant's best success metric; null where one is shown better already, or none has a figure. */
export function futilityReason(
  plan: ExperimentPlan,
  powers: readonly StoredConditionalPower[],
): Reason | null {
  const { leastConditionalPower } = plan;
  const known = powers.flatMap(({ conditionalPower: power, ...about }) =>
    power.ok ? [{ ...about, ...power.value }] : [],
  );
  const best = known.sort((a, b) => b.planned - a.planned)[0];
  if (leastConditionalPower === undefined || best === undefined) return null;
  const { metric, contrast, planned, currentTrend, plannedEffectRelative } = best;
  return reason(
    isFutile(plan, powers) ? 'conditional-power-low' : 'conditional-power-left',
    { metric, variant: contrast.treatment },
    { conditionalPower: planned, leastConditionalPower, plannedEffectRelative, currentTrend },
  );
}
