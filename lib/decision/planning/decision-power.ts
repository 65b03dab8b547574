import { cannotSay, say, type CannotSay, type Outcome } from '../../statistics/outcome';
import type { Uniform } from '../correlated-normals';
import { designFault, type ExperimentPlan } from '../plan';
import { drawArmScores, type ArmScores } from './arm-scores';
import { criticalValues, plannedMixingRatio, type CriticalValues } from './critical-values';
import { plannedContrasts, truthFault, type ArmSizes, type SimulatedMetric } from './planned-contrasts';
import { SimulatedRule, type SimulatedOutcome } from './simulated-rule';

export interface SimulatedPlan {
  readonly plan: ExperimentPlan;
  /** The truth, one entry per planned metric, in the plan's order. */
  readonly metrics: readonly SimulatedMetric[];
  /** Between metrics of one unit, in the plan's order; left out: none. */
  readonly correlations?: readonly (readonly number[])[];
  /** Information fractions of an always-valid plan's looks; a fixed or group-sequential plan brings its own. */
  readonly looks?: readonly number[];
  readonly simulations: number;
}

export type DecisionPowerInput = SimulatedPlan & ArmSizes;

export interface DecisionPower {
  /** Share of simulated experiments in which some variant ships. */
  readonly power: number;
  /** Monte-Carlo standard error of that share. */
  readonly standardError: number;
  /** Share in which each treatment ships, in the plan's order. */
  readonly shipsOf: readonly number[];
  /** Share in which every treatment was shown to be worse; in which a quality metric differed; in which neither, and none shipped. */
  readonly shares: { readonly harm: number; readonly invalid: number; readonly nothing: number };
  readonly simulations: number;
  /** Of a plan that states futility: what becomes of those who stop when a look advises to. Null: none is stated. */
  readonly followed: FollowedAdvice | null;
}

/** The same experiments, ended where the advice to stop for futility is followed; the others of `DecisionPower` run on past it. */
export interface FollowedAdvice {
  readonly shipsOf: readonly number[];
  /** Share of experiments that are advised to stop before what would end them. */
  readonly advisedShare: number;
  /** Mean share of the planned units at the end, with the advice followed and without. */
  readonly unitsShare: number;
  readonly unitsShareIgnoring: number;
}

export const MOST_SIMULATIONS = 1_000_000;

/** Scores of all experiments together: a few tenths of a second, and a hundred megabytes. */
const MOST_SCORES = 12_000_000;

/**
 * What the decision rule does with a whole plan when the truth is known, by simulation: the chance to ship is the power
 * of the decision, or, when nothing is worth shipping, its rate of false ships.
 *
 * Arm means are drawn at every look as correlated normals (their distribution at planned sizes) and judged by the levels and bounds
 * of the rule that decides. Unit: shares. Deterministic for a given generator. Refused: nonsense plans, correlations no metrics can
 * have, arms of fewer than two units at the first look, and more to draw than `simulationsWithin` allows.
 */
export function decisionPower(input: DecisionPowerInput, uniform: Uniform): Outcome<DecisionPower> {
  const fault = truthFault(input.plan, input.metrics);
  if (fault !== null) return fault;
  const simulation = simulatedPlan(input, uniform);
  if (!simulation.ok) return simulation;
  const sizes = sizesFault(input, input, simulation.value.looks);
  return sizes ?? say(simulation.value.powerAt(input.metrics, input));
}

/** A plan whose experiments have been drawn: its power at any truth and size, on the same draws. */
export interface PlanSimulation {
  readonly looks: readonly number[];
  readonly powerAt: (metrics: readonly SimulatedMetric[], sizes: ArmSizes) => DecisionPower;
}

/** Draws the experiments of a plan, once. Refused: what `decisionPower` refuses of a plan. */
export function simulatedPlan(
  { plan, correlations, looks: given, simulations }: Omit<SimulatedPlan, 'metrics'>,
  uniform: Uniform,
): Outcome<PlanSimulation> {
  const fault = designFault(plan);
  if (fault !== null) return fault;
  const looks = looksOf(plan, given);
  if (!looksAreSound(looks)) return cannotSay('invalid-input', 'first-look-too-small');
  const size = { arms: plan.treatments.length + 1, metrics: plan.metrics.length, looks };
  const isCount = Number.isInteger(simulations) && simulations > 0 && simulations <= MOST_SIMULATIONS;
  if (!isCount) return cannotSay('invalid-input', 'simulations-out-of-range', { most: MOST_SIMULATIONS });
  if (simulations > simulationsWithin(MOST_SCORES, size))
    return cannotSay('not-computable', 'plan-too-large-to-simulate');
  const criticals = criticalValues(plan, looks);
  if (!criticals.ok) return criticals;
  const ratio = plan.method.kind === 'always-valid' ? plannedMixingRatio(plan) : say(1);
  if (!ratio.ok) return ratio;
  const draws = drawArmScores({ ...size, simulations, correlations: correlations ?? null }, uniform);
  if (draws === null) return cannotSay('invalid-input', 'correlations-not-possible');
  const parts = { plan, draws, criticals: criticals.value, mixingRatio: ratio.value };
  return say({ looks, powerAt: (metrics, sizes) => powerOf(parts, metrics, sizes) });
}

interface Parts {
  readonly plan: ExperimentPlan;
  readonly draws: ArmScores;
  readonly criticals: CriticalValues;
  readonly mixingRatio: number;
}

function powerOf(
  { plan, draws, criticals, mixingRatio }: Parts,
  metrics: readonly SimulatedMetric[],
  sizes: ArmSizes,
): DecisionPower {
  const contrasts = plannedContrasts(plan, metrics, sizes, mixingRatio);
  const rule = new SimulatedRule({ plan, draws, contrasts, criticals, sizes });
  const { simulations } = draws;
  const ships = plan.treatments.map(() => 0);
  const others = { harm: 0, invalid: 0, nothing: 0 };
  const advice = new Advice(plan, draws.looks);
  for (let i = 0; i < simulations; i += 1) {
    const outcome = rule.outcomeOf(i);
    advice.count(outcome, rule);
    if (typeof outcome === 'number') ships[outcome] = (ships[outcome] ?? 0) + 1;
    else others[outcome] += 1;
  }
  const power = ships.reduce((sum, count) => sum + count, 0) / simulations;
  const share = (count: number): number => count / simulations;
  return {
    power,
    standardError: Math.sqrt((power * (1 - power)) / simulations),
    shipsOf: ships.map(share),
    shares: {
      harm: share(others.harm),
      invalid: share(others.invalid),
      nothing: share(others.nothing),
    },
    simulations,
    followed: plan.leastConditionalPower === undefined ? null : advice.followed(simulations),
  };
}

/** What following the advice to stop for futility costs and saves, counted experiment by experiment. */
class Advice {
  private readonly ships: number[];
  private advised = 0;
  private units = 0;
  private unitsIgnoring = 0;

  constructor(
    { treatments }: ExperimentPlan,
    private readonly looks: readonly number[],
  ) {
    this.ships = treatments.map(() => 0);
  }

  count(outcome: SimulatedOutcome, { endedAt, advisedAt }: SimulatedRule): void {
    this.unitsIgnoring += this.looks[endedAt] ?? 1;
    this.units += this.looks[advisedAt ?? endedAt] ?? 1;
    if (advisedAt !== null) this.advised += 1;
    else if (typeof outcome === 'number') this.ships[outcome] = (this.ships[outcome] ?? 0) + 1;
  }

  followed(simulations: number): FollowedAdvice {
    return {
      shipsOf: this.ships.map((count) => count / simulations),
      advisedShare: this.advised / simulations,
      unitsShare: this.units / simulations,
      unitsShareIgnoring: this.unitsIgnoring / simulations,
    };
  }
}

/** How many experiments may be simulated with so many draws in all. */
export function simulationsWithin(
  mostScores: number,
  { arms, metrics, looks }: Pick<ArmScores, 'arms' | 'metrics' | 'looks'>,
): number {
  return Math.floor(mostScores / (arms * metrics * looks.length));
}

/** An always-valid plan may be looked at all the time; ten looks find nearly what all of them do. */
const ALWAYS_VALID_LOOKS = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);

export function looksOf({ method }: ExperimentPlan, given: readonly number[] = ALWAYS_VALID_LOOKS) {
  if (method.kind === 'group-sequential') return method.looks;
  return method.kind === 'fixed' ? [1] : given;
}

function looksAreSound(looks: readonly number[]): boolean {
  return looks.length > 0 && looks.every((look, i) => look > (looks[i - 1] ?? 0) && look < Infinity);
}

function sizesFault(
  { plan }: Pick<SimulatedPlan, 'plan'>,
  { controlUnits, treatmentToControlRatios: ratios }: ArmSizes,
  looks: readonly number[],
): CannotSay | null {
  const arms = [1, ...ratios].map((ratio) => controlUnits * ratio);
  const isSound =
    ratios.length === plan.treatments.length &&
    Math.min(...arms) * (looks[0] ?? 0) >= 2 &&
    Math.max(...arms) < Infinity;
  return isSound ? null : cannotSay('invalid-input', 'first-look-too-small');
}
