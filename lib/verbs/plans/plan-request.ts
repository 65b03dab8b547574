import {
  impossibleChange,
  type PlanRequest,
  type RequestedMetric,
} from '../../decision/planning/plan-request';
import type { ExperimentView } from '../../model/experiment-view';
import { futilityProblem } from '../../model/futility';
import { measureOf, spreadOf } from '../../model/metrics/kinds';
import type { Spread } from '../../model/metrics/kind';
import type { Measure } from '../../model/metrics/measure';
import { planSchema } from '../../model/plan';
import { plannedBaselineSchema, type PlannedBaseline } from '../../model/planning';
import { cannotSaySentence } from '../../sentences/cannot-say';
import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import type { MetricView } from '../metrics/metric-view';
import { invalidInput } from '../parse-input';
import type { PlanInput, RequestedMetricInput } from './plan-input';
import type { RecentFigures } from './recent-figures';

/** What is planned, from the experiment and what was given beside it. */
export interface WantedDesign extends Pick<
  PlanRequest,
  'variants' | 'plan' | 'leastConditionalPower' | 'units' | 'days' | 'seed'
> {
  readonly coverage: number;
  readonly metrics: readonly RequestedMetricInput[];
  /** As typed in; null: to be read. */
  readonly newUnitsByDay: readonly number[] | null;
}

const halves = [
  { key: 'control', weight: 0.5, isControl: true },
  { key: 'treatment', weight: 0.5, isControl: false },
] as const;

export function wantedDesign(input: PlanInput, experiment: ExperimentView | null): WantedDesign {
  return {
    variants: input.variants ?? experiment?.variants ?? halves,
    coverage: input.coverage ?? experiment?.coverage ?? 1,
    metrics: input.metrics ?? experiment?.metrics ?? [],
    plan: input.plan ?? experiment?.plan ?? planSchema.parse({}),
    leastConditionalPower:
      input.leastConditionalPower === undefined
        ? experiment?.leastConditionalPower
        : input.leastConditionalPower,
    newUnitsByDay: input.newUnitsByDay ?? (input.newUnitsADay === undefined ? null : [input.newUnitsADay]),
    ...askedSize(input, input.plan ?? experiment?.plan),
    seed: input.seed,
  };
}

/** The size asked about; where none is given, the one that the plan has itself. */
function askedSize(
  { units, days }: PlanInput,
  plan: ExperimentView['plan'] | PlanInput['plan'],
): Pick<PlanRequest, 'units' | 'days'> {
  if (units !== undefined || days !== undefined) return { units: units ?? null, days: days ?? null };
  return { units: plan?.plannedUnits ?? null, days: plan?.plannedDays ?? null };
}

/** The planner's request: what was typed, else what was read. Throws InvalidInputError where a typed baseline has no variance. */
export function planRequest(
  design: WantedDesign,
  stored: ReadonlyMap<string, MetricView>,
  recent: RecentFigures,
): PlanRequest {
  const { variants, plan, leastConditionalPower, units, days, seed, coverage } = design;
  return {
    variants,
    plan,
    leastConditionalPower,
    units,
    days,
    seed,
    metrics: design.metrics.map((metric, index) => requestedMetric(metric, index, stored, recent)),
    newUnitsByDay: newUnitsByDay(design.newUnitsByDay, coverage, recent),
  };
}

function newUnitsByDay(
  typed: readonly number[] | null,
  coverage: number,
  { traffic }: RecentFigures,
): Outcome<readonly number[]> {
  if (typed !== null) return say(typed.map((units) => units * coverage));
  return traffic.ok ? say(traffic.value.newUnitsByDay.map((units) => units * coverage)) : traffic;
}

function requestedMetric(
  input: RequestedMetricInput,
  index: number,
  stored: ReadonlyMap<string, MetricView>,
  recent: RecentFigures,
): RequestedMetric {
  const { metric: key, role, relativeMargin, minimumEffectRelative } = input;
  const known = stored.get(key);
  const spread = spreadOfMetric(input, known);
  const isOfShare = spread === 'share';
  const name = known?.name ?? key;
  const baseline = baselineOf(input, { index, name, isOfShare }, recent);
  return {
    key,
    name,
    role,
    direction: input.direction ?? known?.direction ?? 'higher-is-better',
    relativeMargin,
    minimumEffectRelative,
    baseline,
    spread,
    skewness:
      input.baseline?.skewness ?? (isOfShare && baseline.ok ? skewnessOfShare(baseline.value.mean) : null),
    windowDays: input.windowDays ?? (known === undefined ? 0 : waitDays(measureOf(known))),
  };
}

function spreadOfMetric({ isShare }: RequestedMetricInput, known: MetricView | undefined): Spread {
  if (isShare === true) return 'share';
  const ofKind = known === undefined ? 'level' : spreadOf(known.kind);
  return isShare === false && ofKind === 'share' ? 'level' : ofKind;
}

/** Throws InvalidInputError at each metric that cannot change by what is planned of it. */
export function refuseImpossibleChanges({ metrics }: PlanRequest): void {
  const problems = metrics.flatMap((metric, index) => {
    const impossible = impossibleChange(metric);
    if (impossible === null) return [];
    const pointer = `/metrics/${String(index)}/minimumEffectRelative`;
    return [{ pointer, detail: cannotSaySentence(impossible) }];
  });
  if (problems.length > 0) throw invalidInput(problems);
}

/** Throws InvalidInputError where an experiment with this design could not state the futility that is asked about. */
export function refuseFutility(
  { leastConditionalPower = null }: Pick<PlanInput, 'leastConditionalPower'>,
  { plan, units, metrics }: Pick<WantedDesign, 'plan' | 'units' | 'metrics'>,
): void {
  const planned = { ...plan, plannedUnits: units ?? plan.plannedUnits };
  const detail = futilityProblem({ leastConditionalPower, plan: planned, metrics });
  if (detail !== null) throw invalidInput([{ pointer: '/leastConditionalPower', detail }]);
}

/** A variance that somebody has rounded is let through. */
const ROUNDED_UP = 1.01;

function baselineOf(
  { metric: key, baseline }: RequestedMetricInput,
  { index, name, isOfShare }: { readonly index: number; readonly name: string; readonly isOfShare: boolean },
  { baselines }: RecentFigures,
): Outcome<PlannedBaseline> {
  if (baseline === undefined)
    return baselines.get(key) ?? cannotSay('invalid-input', 'no-baseline-of-metric', { metric: name });
  const { skewness, ...typed } = baseline;
  const pointer = `/metrics/${String(index)}/baseline`;
  if (isOfShare && !(typed.mean > 0 && typed.mean < 1)) {
    const detail = 'The mean of a share lies above 0 % and below 100 %.';
    throw invalidInput([{ pointer: `${pointer}/mean`, detail }]);
  }
  const ofShare = typed.mean * (1 - typed.mean);
  if (isOfShare && typed.variance !== undefined && typed.variance > ROUNDED_UP * ofShare) {
    const detail = `The variance of a share is mean x (1 - mean), here ${String(Number(ofShare.toPrecision(4)))}: leave it out, or say that the metric is no share.`;
    throw invalidInput([{ pointer: `${pointer}/variance`, detail }]);
  }
  const variance = typed.variance ?? (isOfShare ? typed.mean * (1 - typed.mean) : NaN);
  if (!(variance > 0)) {
    const detail = 'A variance is needed beside the mean: the standard deviation of a unit, squared.';
    throw invalidInput([{ pointer: `${pointer}/variance`, detail }]);
  }
  return say(plannedBaselineSchema.parse({ ...typed, variance }));
}

/** Third standardised moment of a unit that counts or does not. */
function skewnessOfShare(mean: number): number | null {
  return mean > 0 && mean < 1 ? (1 - 2 * mean) / Math.sqrt(mean * (1 - mean)) : null;
}

/** Days that a unit has to be waited for. */
function waitDays({ complete }: Measure): number {
  if (complete === null || complete.kind === 'before') return 0;
  if (complete.kind === 'local-days') return complete.to + 1;
  return complete.lengthHours === null ? 0 : Math.ceil((complete.startHours + complete.lengthHours) / 24);
}
