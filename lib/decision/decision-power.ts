import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { choleskyFactor, type Uniform } from './correlated-normals';
import { decisionRule, type Decision, type DecisionRule } from './decide';
import type { ExperimentPlan } from './plan';
import {
  armMoments,
  grow,
  variantResults,
  type ArmState,
  type SimulatedMetric,
} from './simulated-experiment';

export interface DecisionPowerInput {
  readonly plan: ExperimentPlan;
  /** The truth, one entry per planned metric, in the plan's order. */
  readonly metrics: readonly SimulatedMetric[];
  /** Between metrics of one unit; in the plan's order. */
  readonly correlations: readonly (readonly number[])[];
  /** Planned control units, at information fraction 1. */
  readonly controlUnits: number;
  readonly treatmentToControlRatio: number;
  /** Information fractions of an always-valid plan's looks; a fixed or group-sequential plan brings its own. */
  readonly looks?: readonly number[];
  readonly simulations: number;
}

export interface DecisionPower {
  /** Share of simulated experiments in which some variant ships. */
  readonly power: number;
  /** Monte-Carlo standard error of that share. */
  readonly standardError: number;
  readonly shares: Readonly<Record<Decision['outcome'], number>>;
}

const MOST_SIMULATIONS = 1_000_000;

/**
 * What the decision rule does with a whole plan when the truth is known, by simulation: the chance to ship is the power
 * of the decision, or, when nothing is worth shipping, its rate of false ships.
 *
 * Arm means are drawn at every look as correlated normals (their distribution at planned sizes) and put through the
 * same effects and the same rule as a real experiment's. Unit: shares. Deterministic for a given generator. Refused:
 * nonsense plans, correlations no metrics can have, arms of fewer than two units at the first look.
 */
export function decisionPower(input: DecisionPowerInput, uniform: Uniform): Outcome<DecisionPower> {
  const { plan, metrics, simulations } = input;
  const looks = looksOf(input);
  const factor = choleskyFactor(input.correlations);
  const fault = inputFault(input, looks);
  if (fault !== null) return cannotSay('invalid-input', fault);
  if (factor?.length !== metrics.length) {
    return cannotSay('invalid-input', 'The correlations must be those of the planned metrics, and possible.');
  }
  const rules: DecisionRule[] = [];
  for (let look = 1; look <= looks.length; look += 1) {
    const rule = decisionRule(plan, looks.slice(0, look));
    if (!rule.ok) return rule;
    rules.push(rule.value);
  }
  const counts = { ship: 0, 'stop-harm': 0, 'stop-no-effect': 0, 'keep-running': 0, invalid: 0 };
  for (let i = 0; i < simulations; i += 1) {
    const outcome = simulateOnce(input, looks, rules, factor, uniform);
    if (!outcome.ok) return outcome;
    counts[outcome.value] += 1;
  }
  return say(summary(counts, simulations));
}

function looksOf({ plan, looks }: DecisionPowerInput): readonly number[] {
  if (plan.method.kind === 'group-sequential') return plan.method.looks;
  return plan.method.kind === 'fixed' ? [1] : (looks ?? [1]);
}

function inputFault(input: DecisionPowerInput, looks: readonly number[]): string | null {
  const { plan, metrics, controlUnits, treatmentToControlRatio: ratio, simulations } = input;
  const inOrder =
    metrics.length === plan.metrics.length && plan.metrics.every(({ key }, i) => metrics[i]?.key === key);
  if (!inOrder) return 'The simulated metrics must be the planned ones, in the same order.';
  if (
    !metrics.every(
      ({ mean, variance, relativeDifference: d }) =>
        Number.isFinite(mean + d) && variance > 0 && variance < Infinity,
    )
  ) {
    return 'Simulated means must be finite and variances above 0.';
  }
  const first = looks[0] ?? 0;
  if (!(
    Math.min(controlUnits, controlUnits * ratio) * first >= 2 && controlUnits * Math.max(ratio, 1) < Infinity
  )) {
    return 'Every arm needs at least two units at the first look.';
  }
  return Number.isInteger(simulations) && simulations > 0 && simulations <= MOST_SIMULATIONS
    ? null
    : `Simulations are a whole number from 1 to ${MOST_SIMULATIONS}.`;
}

function simulateOnce(
  input: DecisionPowerInput,
  looks: readonly number[],
  rules: readonly DecisionRule[],
  factor: readonly (readonly number[])[],
  uniform: Uniform,
): Outcome<Decision['outcome']> {
  const { plan, metrics } = input;
  const armUnits = [
    input.controlUnits,
    ...plan.treatments.map(() => input.controlUnits * input.treatmentToControlRatio),
  ];
  let states: readonly ArmState[] = armUnits.map(() => metrics.map(() => 0));
  let before: readonly number[] = armUnits.map(() => 0);
  let decision: Decision | null = null;
  for (const [i, rule] of rules.entries()) {
    const now = armUnits.map((units) => Math.round(units * (looks[i] ?? 1)));
    const grown = before;
    states = states.map((state, arm) => grow(state, (now[arm] ?? 0) - (grown[arm] ?? 0), factor, uniform));
    before = now;
    const moments = states.map((state, arm) => armMoments(metrics, state, now[arm] ?? 0, arm > 0));
    const control = moments[0] ?? [];
    const results = plan.treatments.flatMap((variant, k) =>
      variantResults(plan, variant, control, moments[k + 1] ?? []),
    );
    const judged = rule({
      results,
      health: { sampleRatioP: null, unitsInSeveralVariantsShare: null },
      progress: { lookFractions: looks.slice(0, i + 1), plannedEndReached: false },
      earlierSignificant: decision?.significant ?? [],
    });
    if (!judged.ok) return judged;
    decision = judged.value;
    if (decision.outcome !== 'keep-running') break;
  }
  return say(decision?.outcome ?? 'keep-running');
}

function summary(counts: DecisionPower['shares'], simulations: number): DecisionPower {
  const power = counts.ship / simulations;
  const shares = {
    ship: power,
    'stop-harm': counts['stop-harm'] / simulations,
    'stop-no-effect': counts['stop-no-effect'] / simulations,
    'keep-running': counts['keep-running'] / simulations,
    invalid: counts.invalid / simulations,
  };
  return { power, standardError: Math.sqrt((power * (1 - power)) / simulations), shares };
}
