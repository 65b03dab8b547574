import { firstPlannedUnits, type RunPlan } from '../model/run-configuration';

/** From some number of matured units on the error is spent evenly by units, up to the planned ones of then. */
interface Stage {
  readonly fromUnits: number;
  readonly fromTime: number;
  readonly plannedUnits: number;
}

/** Units over planned units; null without a number of units that could be planned. */
export function fractionOfPlan(plannedUnits: number | null, units: number): number | null {
  const fraction = plannedUnits === null ? NaN : units / plannedUnits;
  return fraction >= 0 && fraction < Infinity ? fraction : null;
}

/**
 * The clock by which a plan's error is spent, at so many matured units: their share of the plan, 1 at its size. An extension at u units, from N to N', goes
 * on from where the clock is: t = 1 - (1 - t(u)) (N' - n) / (N' - u). It never runs back, so that what a look has spent stays spent, and at N' all
 * is. Null without a planned size. Source: docs/decisions/0066; the spending function of Lan & DeMets (1983) holds for any clock that does not depend on effects.
 */
export function spendingTime(plan: RunPlan, units: number): number | null {
  const stages = stagesOf(plan);
  const stage = stages.findLast(({ fromUnits }) => fromUnits <= units) ?? stages[0];
  return stage === undefined ? fractionOfPlan(plan.plannedUnits, units) : timeIn(stage, units);
}

/** Units over planned units, as the plan is now, at a time of the clock from now on. */
export function informationAt(plan: RunPlan, time: number): number {
  const stage = stagesOf(plan).at(-1);
  if (stage === undefined || plan.plannedUnits === null) return time;
  const { fromUnits, fromTime, plannedUnits } = stage;
  const left = ((1 - time) / (1 - fromTime)) * (plannedUnits - fromUnits);
  // Whoever shows it in units rounds up: not the dust of binary fractions.
  return Math.round(1e6 * (plannedUnits - left)) / 1e6 / plannedUnits;
}

/** None: it was not extended. */
function stagesOf(plan: RunPlan): readonly Stage[] {
  const first = firstPlannedUnits(plan);
  const { extensions = [] } = plan;
  if (first === null || extensions.length === 0) return [];
  const stages: Stage[] = [];
  let stage: Stage = { fromUnits: 0, fromTime: 0, plannedUnits: first };
  stages.push(stage);
  for (const { maturedUnits, plannedUnits } of extensions) {
    // Days alone, or units that have left since.
    if (plannedUnits <= stage.plannedUnits) continue;
    const fromUnits = Math.max(stage.fromUnits, maturedUnits);
    stage = { fromUnits, fromTime: timeIn(stage, fromUnits), plannedUnits };
    stages.push(stage);
  }
  return stages;
}

/** The clock is so much ahead, so that rounding keeps no look from being due at its very units. */
const A_HAIR = 1e-12;

function timeIn({ fromUnits, fromTime, plannedUnits }: Stage, units: number): number {
  if (fromTime === 0 && fromUnits === 0) return units / plannedUnits;
  const left = ((1 - fromTime) * (plannedUnits - units)) / (plannedUnits - fromUnits);
  return left > A_HAIR ? 1 - left + A_HAIR : 1 - left;
}
