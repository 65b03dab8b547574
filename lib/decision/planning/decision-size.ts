import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import { MOST_UNITS } from '../../statistics/power/sample-size';
import type { Uniform } from '../correlated-normals';
import { simulatedPlan, type DecisionPower, type PlanSimulation, type SimulatedPlan } from './decision-power';
import { truthFault, type ArmSizes } from './planned-contrasts';

export interface DecisionSizeInput extends SimulatedPlan {
  readonly treatmentToControlRatios: ArmSizes['treatmentToControlRatios'];
  /** Place of the treatment that is as good as planned: the power is its chance to ship. */
  readonly plannedTreatment: number;
  /** Where the search begins: the size by Bonferroni. */
  readonly startControlUnits: number;
}

export interface DecisionSize {
  /** A real number, to be rounded up at the edge. */
  readonly controlUnits: number;
  readonly atSize: DecisionPower;
  /** Chance that the planned treatment ships at that size. */
  readonly power: number;
  /** Monte-Carlo standard error of that chance. */
  readonly standardError: number;
}

/** The search stops where the size is known to this share: far below what the draws leave open. */
const RELATIVE_TOLERANCE = 2e-3;

/**
 * The smallest size at which the whole decision, as simulated, has the plan's power to ship the planned treatment. The draws
 * are the same at every size, so that power grows with the size as it does in truth, and halving finds the place.
 *
 * Refused: what `decisionPower` refuses, and powers that no size reaches, because false alarms keep the treatment from being
 * shipped too often or because what is expected of it shows nothing.
 */
export function decisionSize(input: DecisionSizeInput, uniform: Uniform): Outcome<DecisionSize> {
  const fault = truthFault(input.plan, input.metrics);
  if (fault !== null) return fault;
  const simulation = simulatedPlan(input, uniform);
  return simulation.ok ? sizeBySimulation(simulation.value, input) : simulation;
}

/** The same on draws that there are already. */
export function sizeBySimulation(
  simulation: PlanSimulation,
  {
    plan,
    metrics,
    treatmentToControlRatios,
    plannedTreatment,
    startControlUnits,
  }: Omit<DecisionSizeInput, 'simulations'>,
): Outcome<DecisionSize> {
  const smallest = 2 / (Math.min(1, ...treatmentToControlRatios) * (simulation.looks[0] ?? 1));
  const powerAt = (controlUnits: number): DecisionPower =>
    simulation.powerAt(metrics, { controlUnits, treatmentToControlRatios });
  const isEnough = (controlUnits: number): boolean =>
    (powerAt(controlUnits).shipsOf[plannedTreatment] ?? 0) >= plan.power;
  const range = bracket(isEnough, smallest, Math.max(startControlUnits, smallest));
  if (range === null) return cannotSay('not-computable', 'power-not-reached-by-decision');
  let { from, to } = range;
  while (to / from - 1 > RELATIVE_TOLERANCE) {
    const middle = Math.sqrt(from * to);
    if (isEnough(middle)) to = middle;
    else from = middle;
  }
  const atSize = powerAt(to);
  const power = atSize.shipsOf[plannedTreatment] ?? 0;
  const standardError = Math.sqrt((power * (1 - power)) / atSize.simulations);
  return say({ controlUnits: to, atSize, power, standardError });
}

/** A size that is not enough beside one that is; both the smallest where that is enough. Null: none is. */
function bracket(
  isEnough: (controlUnits: number) => boolean,
  smallest: number,
  start: number,
): { readonly from: number; readonly to: number } | null {
  if (isEnough(start)) {
    let to = start;
    let from = Math.max(smallest, start / 1.3);
    while (isEnough(from)) {
      if (from <= smallest) return { from: smallest, to: smallest };
      to = from;
      from = Math.max(smallest, from / 2);
    }
    return { from, to };
  }
  let from = start;
  for (let to = start * 1.3; to < MOST_UNITS; to *= 4) {
    if (isEnough(to)) return { from, to };
    from = to;
  }
  return null;
}
