import type { ExperimentPlanning, FoundChange, FoundWarning } from '../../model/planning';
import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import { detectableRelative, plannedQuestion, plannedTest } from './detectable-effect';
import { offeredSize, type OfferedSize } from './offered-size';
import { candidatesOf, changeOf } from './plan-changes';
import { expectations, plannedDesign, type PlannedDesign, type PlanRequest } from './plan-request';
import { plannedFutility } from './planned-futility';
import { planWarnings } from './plan-warnings';
import { powerPerTest } from './power-per-test';
import { resolvedPower } from './resolved-power';
import { simulatedSize, type SimulatedSize } from './simulated-size';
import { daysFor, unitsAfter } from './run-length';

/** The planner's figures, without what was read beside them. */
export interface PlannedFigures extends Omit<
  ExperimentPlanning,
  'traffic' | 'planning' | 'changes' | 'warnings'
> {
  readonly changes: readonly FoundChange[];
  readonly warnings: readonly FoundWarning[];
}

/**
 * Size, duration, detectable effects, power and what changes would buy: some tenths of a second to some seconds of a processor. Same
 * request, same figures.
 */
export function plannedFigures(request: PlanRequest): PlannedFigures {
  const offered = offeredSize(request);
  const considered = consideredSize(request, offered);
  const simulated = simulatedSize(request, offered, considered.units);
  const power = powerAt(simulated);
  const design = plannedDesign(request);
  const metrics = design.ok ? plannedMetrics(request, design.value, offered, considered.units) : [];
  const curve = design.ok ? curveOf(request, design.value, offered) : [];
  const before = offered.ok ? offered.value.units : null;
  const changes: FoundChange[] = [];
  if (design.ok && expectations(request).ok) {
    for (const candidate of candidatesOf(request, offered.ok ? offered.value : null)) {
      changes.push(changeOf(candidate, before));
    }
  }
  const warnings = planWarnings(request, {
    ...considered,
    power: power.ok ? power.value.power : null,
    offeredUnits: offered.ok ? offered.value.units : null,
  });
  return {
    size: offered.ok ? say(sizeAnswer(request, offered.value)) : offered,
    considered: { ...considered, power },
    futility: plannedFutility(request, simulated, considered.units),
    metrics,
    curve,
    changes,
    warnings,
    seed: request.seed,
  };
}

type SizeAnswer = Extract<PlannedFigures['size'], { readonly ok: true }>['value'];

function sizeAnswer(request: PlanRequest, offered: OfferedSize): SizeAnswer {
  const { bonferroni, found, design } = offered;
  const arms = [1, ...design.treatmentToControlRatios];
  return {
    units: offered.units,
    byVariant: offered.byVariant,
    days: daysFor(request, offered.units),
    forcedBy: bonferroni.forcedBy,
    bonferroniUnits: arms.reduce((sum, ratio) => sum + Math.ceil(bonferroni.controlUnits * ratio), 0),
    ...resolvedPower(found.power, found.atSize.simulations),
  };
}

interface Considered {
  readonly units: number | null;
  readonly days: number | null;
}

/** What was asked about: units, or days; else what is offered. */
function consideredSize(request: PlanRequest, offered: Outcome<OfferedSize>): Considered {
  const asked = request.units ?? (request.days === null ? null : unitsAfter(request, request.days));
  const units = asked ?? (offered.ok ? offered.value.units : null);
  if (request.days !== null) return { units, days: request.days };
  const days = units === null ? null : daysFor(request, units);
  return { units, days: days?.ok === true ? days.value : null };
}

type Power = PlannedFigures['considered']['power'];

/** Decision power at a size: that of the search where it is the offered one. */
function powerAt(simulated: Outcome<SimulatedSize>): Power {
  if (!simulated.ok) return simulated;
  const { design, simulation, truth, sizes } = simulated.value;
  const { shipsOf, simulations } = simulation.powerAt(truth, sizes);
  return say(resolvedPower(shipsOf[design.plannedTreatment] ?? 0, simulations));
}

/** A metric's detectable effect by control units; refused where nothing is known of it. */
type DetectableAt = (controlUnits: number) => Outcome<number>;

function detectableOf(
  request: PlanRequest,
  { plan, treatmentToControlRatios }: PlannedDesign,
  offered: Outcome<OfferedSize>,
): readonly DetectableAt[] {
  const perTest = powerPerTest(plan);
  const ratio = Math.min(...treatmentToControlRatios);
  return request.metrics.map((requested, index) => {
    const metric = plan.metrics[index];
    const { baseline } = requested;
    if (metric === undefined || !baseline.ok)
      return () => (baseline.ok ? cannotSay('invalid-input', 'simulated-metrics-differ') : baseline);
    const isForced = metric.role === 'success' || metric.relativeMargin !== undefined;
    const nominal = perTest.ok ? perTest.value : plan.power;
    const test = plannedTest(plan, metric, isForced ? nominal : plan.power);
    if (!test.ok) return () => test;
    const power = isForced && offered.ok ? offered.value.testPower : test.value.power;
    const known = { ...baseline.value, spread: requested.spread };
    return (controlUnits) =>
      detectableRelative(metric, { ...test.value, power }, known, { controlUnits, ratio });
  });
}

function plannedMetrics(
  request: PlanRequest,
  design: PlannedDesign,
  offered: Outcome<OfferedSize>,
  units: number | null,
): PlannedFigures['metrics'] {
  const detectable = detectableOf(request, design, offered);
  const controlUnits = units === null ? null : controlUnitsOf(design, offered, units);
  return request.metrics.flatMap((metric, index) => {
    const planned = design.plan.metrics[index];
    if (planned === undefined) return [];
    const at = detectable[index];
    return [
      {
        metric: metric.key,
        role: metric.role,
        ...plannedQuestion(design.plan, planned),
        minimumEffectRelative: metric.minimumEffectRelative,
        relativeMargin: metric.relativeMargin,
        baseline: metric.baseline,
        detectableRelative:
          controlUnits === null || at === undefined
            ? cannotSay('invalid-input', 'no-size-considered')
            : at(controlUnits),
      },
    ];
  });
}

/** Control units of a size; of the offered one those that it was found with, so that its effect is the planned one. */
function controlUnitsOf(
  { controlShare }: PlannedDesign,
  offered: Outcome<OfferedSize>,
  units: number,
): number {
  return offered.ok && units === offered.value.units
    ? offered.value.found.controlUnits
    : units * controlShare;
}

/** Points of the curve, as shares of the offered size. */
const SHARES = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 2.5, 3];
/** Where no size is offered. */
const SIZES = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

function curveOf(
  request: PlanRequest,
  design: PlannedDesign,
  offered: Outcome<OfferedSize>,
): PlannedFigures['curve'] {
  const detectable = detectableOf(request, design, offered);
  const sizes = offered.ok
    ? SHARES.map((share) => Math.max(2, Math.round(share * offered.value.units)))
    : SIZES;
  const asked = request.units ?? (request.days === null ? null : unitsAfter(request, request.days));
  const all = [...new Set(asked === null || asked < 2 ? sizes : [...sizes, asked])].sort((a, b) => a - b);
  return all.map((units) => {
    const controlUnits = controlUnitsOf(design, offered, units);
    const days = daysFor(request, units);
    return {
      units,
      days: days.ok ? days.value : null,
      detectable: request.metrics.map(({ key }, index) => {
        const found = detectable[index]?.(controlUnits);
        return { metric: key, relative: found?.ok === true ? found.value : null };
      }),
    };
  });
}
