import type { ExperimentPlanning } from '../../model/planning';
import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import type { DecisionPower } from './decision-power';
import { plannedTruth, type PlanRequest } from './plan-request';
import { resolvedPower } from './resolved-power';
import type { SimulatedSize } from './simulated-size';

type PlannedFutility = ExperimentPlanning['futility'];
type Followed = NonNullable<DecisionPower['followed']>;

/**
 * What the advice to stop for futility costs in power and saves in units, on the experiments that the decision power is of. The rule
 * is not binding, so no size follows from it. Null: none is stated.
 */
export function plannedFutility(
  request: PlanRequest,
  simulated: Outcome<SimulatedSize>,
  units: number | null,
): PlannedFutility {
  const { leastConditionalPower = null } = request;
  if (leastConditionalPower === null) return null;
  if (!simulated.ok) return simulated;
  const { design, simulation, sizes, truth } = simulated.value;
  const asPlanned = simulation.powerAt(truth, sizes);
  const { followed } = asPlanned;
  const nothingThere = simulation.powerAt(plannedTruth(request, design, null), sizes).followed;
  if (units === null || followed === null || nothingThere === null)
    return cannotSay('invalid-input', 'plan-futility');
  const power = asPlanned.shipsOf[design.plannedTreatment] ?? 0;
  const powerFollowed = followed.shipsOf[design.plannedTreatment] ?? 0;
  const powerLost = power - powerFollowed;
  const { simulations } = asPlanned;
  return say({
    leastConditionalPower,
    power: resolvedPower(power, simulations),
    powerFollowed: resolvedPower(powerFollowed, simulations),
    powerLost,
    // Whoever follows ships a part of what the others ship.
    standardErrorOfLoss: Math.sqrt((powerLost * (1 - powerLost)) / simulations),
    asPlanned: advisedOf(followed, units),
    nothingThere: advisedOf(nothingThere, units),
  });
}

function advisedOf({ advisedShare, unitsShare, unitsShareIgnoring }: Followed, units: number) {
  return { advisedShare, units: unitsShare * units, unitsIgnoring: unitsShareIgnoring * units };
}
