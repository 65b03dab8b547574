import { MOST_PLANNED_UNITS } from '../../model/plan';
import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import { power as testPower } from '../../statistics/power/power';
import { seededUniform } from '../../statistics/seeded-uniform';
import { looksOf, simulatedPlan, simulationsWithin, type PlanSimulation } from './decision-power';
import { sizeBySimulation, type DecisionSize } from './decision-size';
import {
  expectations,
  plannedDesign,
  plannedTruth,
  type PlannedDesign,
  type PlanRequest,
} from './plan-request';
import {
  planSize,
  standardizedQuestion,
  type ExpectedMetric,
  type MetricSize,
  type PlanSize,
} from './plan-size';
import type { SimulatedMetric } from './planned-contrasts';

/** The size that a request's plan needs, and what it was found with. */
export interface OfferedSize {
  readonly design: PlannedDesign;
  readonly bonferroni: PlanSize;
  readonly truth: readonly SimulatedMetric[];
  readonly simulation: PlanSimulation;
  readonly found: DecisionSize;
  /** Over all variants, each rounded up. */
  readonly units: number;
  readonly byVariant: readonly { readonly variant: string; readonly units: number }[];
  /** Power of the test that forces the size, at it: the others' detectable effects are said for the same. */
  readonly testPower: number;
}

/** How many experiments to simulate: as many as take some tenths of a second, between a bound of error and one of use. */
const SCORES = 400_000;
const FEWEST = 500;
const MOST = 6_000;

export function offeredSize(request: PlanRequest): Outcome<OfferedSize> {
  const design = plannedDesign(request);
  if (!design.ok) return design;
  const { plan, treatmentToControlRatios, plannedTreatment } = design.value;
  const expected = expectations(request);
  if (!expected.ok) return expected;
  const smallestRatio = Math.min(...treatmentToControlRatios);
  const bonferroni = planSize(plan, expected.value, smallestRatio);
  if (!bonferroni.ok) return bonferroni;
  const truth = plannedTruth(request, design.value, hardest(request, bonferroni.value.metrics));
  const simulations = simulationsOf(design.value);
  const simulation = simulatedPlan({ plan, simulations }, seededUniform(request.seed));
  if (!simulation.ok) return simulation;
  const found = sizeBySimulation(simulation.value, {
    plan,
    metrics: truth,
    treatmentToControlRatios,
    plannedTreatment,
    startControlUnits: bonferroni.value.controlUnits,
  });
  if (!found.ok) return found;
  const byVariant = unitsByVariant(request, design.value, found.value.controlUnits);
  const units = byVariant.reduce((sum, one) => sum + one.units, 0);
  if (!(units <= MOST_PLANNED_UNITS))
    return cannotSay('not-computable', 'size-beyond-plans', { most: MOST_PLANNED_UNITS });
  return say({
    design: design.value,
    bonferroni: bonferroni.value,
    truth,
    simulation: simulation.value,
    found: found.value,
    units,
    byVariant,
    testPower: forcedTestPower(design.value, expected.value, bonferroni.value, found.value.controlUnits),
  });
}

export function simulationsOf({ plan }: PlannedDesign): number {
  const size = { arms: plan.treatments.length + 1, metrics: plan.metrics.length, looks: looksOf(plan) };
  return Math.max(FEWEST, Math.min(MOST, simulationsWithin(SCORES, size)));
}

/** The success metric that needs the most units: if it moves alone, the decision is the hardest. */
export function hardest(
  { metrics }: Pick<PlanRequest, 'metrics'>,
  sizes: readonly MetricSize[],
): string | null {
  const successes = sizes.filter(({ metric }) =>
    metrics.some(({ key, role }) => key === metric && role === 'success'),
  );
  return successes.sort((a, b) => b.controlUnits - a.controlUnits)[0]?.metric ?? null;
}

function unitsByVariant(
  { variants }: PlanRequest,
  { treatmentToControlRatios }: PlannedDesign,
  controlUnits: number,
): OfferedSize['byVariant'] {
  let treatment = 0;
  return variants.map(({ key, weight, isControl }) => {
    if (!(weight > 0)) return { variant: key, units: 0 };
    if (isControl) return { variant: key, units: Math.ceil(controlUnits) };
    const units = Math.ceil(controlUnits * (treatmentToControlRatios[treatment] ?? 1));
    treatment += 1;
    return { variant: key, units };
  });
}

function forcedTestPower(
  { plan, treatmentToControlRatios }: PlannedDesign,
  expected: readonly ExpectedMetric[],
  { forcedBy, metrics }: PlanSize,
  controlUnits: number,
): number {
  const metric = plan.metrics.find(({ key }) => key === forcedBy);
  const expectation = expected.find(({ key }) => key === forcedBy);
  const size = metrics.find((one) => one.metric === forcedBy);
  if (metric === undefined || expectation === undefined || size === undefined) return plan.power;
  const question = standardizedQuestion(metric, expectation);
  if (!question.ok) return plan.power;
  const at = testPower({
    ...question.value,
    treatmentVarianceRatio: expectation.varianceRatio ?? 1,
    treatmentToControlRatio: Math.min(...treatmentToControlRatios),
    alpha: size.alphaOneSided,
    sides: 1,
    controlUnits: controlUnits / size.inflation,
  });
  return at.ok && at.value.power < 1 ? at.value.power : plan.power;
}
