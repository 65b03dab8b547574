import type { PlannedBaseline } from '../../model/planning';
import type { Spread } from '../../model/metrics/kind';
import type { RunMetric, RunPlan, RunVariant } from '../../model/run-configuration';
import { cannotSay, say, type CannotSay, type Outcome } from '../../statistics/outcome';
import { futilityFault, type ExperimentPlan } from '../plan';
import { planOfDesign, type DecidedDesign } from '../run-plan';
import { largestChange, varianceRatio } from './planned-variance';
import type { SimulatedMetric } from './planned-contrasts';
import type { ExpectedMetric } from './plan-size';

/** A metric to be planned for, with what is known of it. */
export interface RequestedMetric extends Pick<
  RunMetric,
  'key' | 'role' | 'direction' | 'relativeMargin' | 'minimumEffectRelative'
> {
  /** What sentences call it; left out: its key. */
  readonly name?: string;
  readonly baseline: Outcome<PlannedBaseline>;
  readonly spread: Spread;
  /** Third standardised moment of a unit's value; null: not known. */
  readonly skewness: number | null;
  /** Days after its exposure that a unit has to wait for; 0: it counts at once. */
  readonly windowDays: number;
}

/** What the planner is asked. */
export interface PlanRequest {
  readonly variants: readonly Pick<RunVariant, 'key' | 'weight' | 'isControl'>[];
  readonly metrics: readonly RequestedMetric[];
  readonly plan: RunPlan;
  /** As the experiment states it; null or left out: no rule. */
  readonly leastConditionalPower?: number | null | undefined;
  /** New units on day 1, 2, ... that take part, over all variants; the last figure goes on. */
  readonly newUnitsByDay: Outcome<readonly number[]>;
  /** The size asked about; null: the offered one. */
  readonly units: number | null;
  readonly days: number | null;
  readonly seed: number;
}

/** The request as the rule's plan, and who gets how much. */
export interface PlannedDesign {
  readonly plan: ExperimentPlan;
  readonly treatmentToControlRatios: readonly number[];
  /** Place of the smallest treatment, whose chance to ship is the plan's power. */
  readonly plannedTreatment: number;
  readonly controlShare: number;
}

/** More looks cost next to nothing more than these do, but time to simulate. */
const MOST_PLANNED_LOOKS = 20;

/** The plan as the planner sizes it. */
export function sizedPlan({ plan, ...design }: DecidedDesign): ExperimentPlan {
  return planOfDesign({ ...design, plan: { ...plan, looks: Math.min(plan.looks, MOST_PLANNED_LOOKS) } });
}

/** Variants that get no unit are left out; without a control or another variant there is nothing to plan. */
export function plannedDesign(request: PlanRequest): Outcome<PlannedDesign> {
  const { variants, metrics, plan, leastConditionalPower } = request;
  const present = variants.filter(({ weight }) => weight > 0);
  const control = present.find(({ isControl }) => isControl);
  const treatments = present.filter(({ isControl }) => !isControl);
  if (control === undefined || treatments.length === 0)
    return cannotSay('invalid-input', 'plan-without-two-arms');
  const ratios = treatments.map(({ weight }) => weight / control.weight);
  const total = present.reduce((sum, { weight }) => sum + weight, 0);
  const design = { variants: present, metrics, plan };
  // Where futility cannot be asked the size is still that of the plan.
  const stating = sizedPlan({ ...design, leastConditionalPower });
  return say({
    plan: futilityFault(stating) === null ? stating : sizedPlan(design),
    treatmentToControlRatios: ratios,
    plannedTreatment: ratios.indexOf(Math.min(...ratios)),
    controlShare: control.weight / total,
  });
}

/** What is expected of the metrics that a size is computed for: those with a smallest effect, or a margin, and a baseline. */
export function expectations({ metrics }: Pick<PlanRequest, 'metrics'>): Outcome<readonly ExpectedMetric[]> {
  const expected: ExpectedMetric[] = [];
  for (const metric of metrics) {
    const relativeDifference = expectedDifference(metric);
    if (relativeDifference === null) continue;
    if (!metric.baseline.ok) return metric.baseline;
    const impossible = impossibleChange(metric);
    if (impossible !== null) return impossible;
    expected.push({
      key: metric.key,
      baseline: metric.baseline.value,
      relativeDifference,
      varianceRatio: varianceOf(metric, relativeDifference),
    });
  }
  const isOffered = metrics.some(
    ({ role, relativeMargin }) => role === 'success' || (role === 'guardrail' && relativeMargin !== null),
  );
  const isSized = expected.some(
    ({ key }) => metrics.find((metric) => metric.key === key)?.role === 'success',
  );
  const hasSuccess = metrics.some(({ role }) => role === 'success');
  if (!isOffered) return cannotSay('invalid-input', 'plan-without-success');
  return hasSuccess && !isSized ? cannotSay('invalid-input', 'plan-without-minimum-effect') : say(expected);
}

/** Of a success metric its smallest effect of interest in the good direction, of a guardrail with a margin none; null: not sized. */
function expectedDifference({
  role,
  direction,
  relativeMargin,
  minimumEffectRelative,
}: RequestedMetric): number | null {
  if (role === 'guardrail') return relativeMargin === null ? null : 0;
  if (role !== 'success' || minimumEffectRelative === null) return null;
  return direction === 'higher-is-better' ? minimumEffectRelative : -minimumEffectRelative;
}

/** Why a metric's mean cannot move by what is expected of it, with the largest change that it can; null: it can, or nothing is known. */
export function impossibleChange(metric: RequestedMetric): CannotSay | null {
  const { key, name = key, spread, baseline } = metric;
  const difference = expectedDifference(metric);
  if (!baseline.ok || difference === null) return null;
  const { mean } = baseline.value;
  if (varianceRatio({ mean, spread }, difference) !== null) return null;
  const largest = largestChange({ mean, spread }, difference > 0 ? 1 : -1);
  const parameters = { metric: name, changePercent: percent(difference), largestPercent: percent(largest) };
  return spread === 'share'
    ? cannotSay('invalid-input', 'planned-share-impossible', { ...parameters, sharePercent: percent(mean) })
    : cannotSay('invalid-input', 'planned-total-impossible', parameters);
}

const percent = (share: number): number => Number((100 * Math.abs(share)).toPrecision(4));

function varianceOf({ spread, baseline }: RequestedMetric, relativeDifference: number): number {
  return baseline.ok ? (varianceRatio({ mean: baseline.value.mean, spread }, relativeDifference) ?? 1) : 1;
}

/** The world of the plan: the planned treatment moves one success metric by what is expected of it, and nothing else moves. */
export function plannedTruth(
  { metrics }: Pick<PlanRequest, 'metrics'>,
  { plan, plannedTreatment }: PlannedDesign,
  moved: string | null,
): readonly SimulatedMetric[] {
  return metrics.map((metric) => {
    const { mean, variance, varianceReduction } = metric.baseline.ok
      ? metric.baseline.value
      : { mean: 1, variance: 1, varianceReduction: 0 };
    const difference = metric.key === moved ? (expectedDifference(metric) ?? 0) : 0;
    const ofPlanned = (planned: number, other: number) =>
      plan.treatments.map((_, index) => (index === plannedTreatment ? planned : other));
    return {
      key: metric.key,
      mean,
      variance: variance * (1 - varianceReduction),
      isShare: metric.spread === 'share' && varianceReduction === 0,
      varianceRatios: ofPlanned(varianceOf(metric, difference), 1),
      relativeDifferences: ofPlanned(difference, 0),
    };
  });
}
