import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import { seededUniform } from '../../statistics/seeded-uniform';
import { simulatedPlan, type PlanSimulation } from './decision-power';
import { hardest, simulationsOf, type OfferedSize } from './offered-size';
import {
  expectations,
  plannedDesign,
  plannedTruth,
  type PlannedDesign,
  type PlanRequest,
} from './plan-request';
import { planSize } from './plan-size';
import type { ArmSizes, SimulatedMetric } from './planned-contrasts';

/** A size with the experiments that were drawn of its plan: one power, and whatever else is asked, is of the same draws. */
export interface SimulatedSize {
  readonly design: PlannedDesign;
  readonly simulation: PlanSimulation;
  readonly sizes: ArmSizes;
  /** The world of the plan. */
  readonly truth: readonly SimulatedMetric[];
}

/** At the offered size that of the search, its control units not rounded. */
export function simulatedSize(
  request: PlanRequest,
  offered: Outcome<OfferedSize>,
  units: number | null,
): Outcome<SimulatedSize> {
  if (units === null) return cannotSay('invalid-input', 'no-size-considered');
  if (offered.ok && units === offered.value.units) {
    const { design, simulation, truth, found } = offered.value;
    const { treatmentToControlRatios } = design;
    return say({
      design,
      simulation,
      truth,
      sizes: { controlUnits: found.controlUnits, treatmentToControlRatios },
    });
  }
  const design = plannedDesign(request);
  if (!design.ok) return design;
  const expected = expectations(request);
  if (!expected.ok) return expected;
  const { plan, treatmentToControlRatios, controlShare } = design.value;
  const sized = planSize(plan, expected.value, Math.min(...treatmentToControlRatios));
  const simulations = simulationsOf(design.value);
  const simulation = offered.ok
    ? say(offered.value.simulation)
    : simulatedPlan({ plan, simulations }, seededUniform(request.seed));
  if (!simulation.ok) return simulation;
  const sizes = { controlUnits: units * controlShare, treatmentToControlRatios };
  const smallest = Math.min(1, ...treatmentToControlRatios) * sizes.controlUnits;
  if (!(smallest * (simulation.value.looks[0] ?? 1) >= 2))
    return cannotSay('invalid-input', 'first-look-too-small');
  const moved = hardest(request, sized.ok ? sized.value.metrics : []) ?? firstExpected(request);
  const truth = plannedTruth(request, design.value, moved);
  return say({ design: design.value, simulation: simulation.value, sizes, truth });
}

function firstExpected({ metrics }: PlanRequest): string | null {
  const one = metrics.find(
    ({ role, minimumEffectRelative }) => role === 'success' && minimumEffectRelative !== null,
  );
  return one?.key ?? null;
}
