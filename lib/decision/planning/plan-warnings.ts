import type { FoundWarning } from '../../model/planning';
import { normalIsf, normalPdf } from '../../statistics/distributions/normal';
import { alwaysValidCost } from './always-valid-cost';
import { plannedQuestion } from './detectable-effect';
import { plannedDesign, type PlannedDesign, type PlanRequest } from './plan-request';
import { daysFor, unitsAfter } from './run-length';

/** The size that warnings are about. */
export interface ConsideredSize {
  readonly units: number | null;
  readonly days: number | null;
  readonly power: number | null;
  readonly offeredUnits: number | null;
}

/** What somebody should know before the start, the gravest first. */
export function planWarnings(request: PlanRequest, considered: ConsideredSize): readonly FoundWarning[] {
  const design = plannedDesign(request);
  return [
    ...baselineWarnings(request),
    ...underpowered(request, considered),
    ...(design.ok ? skewWarnings(request, design.value, considered) : []),
    ...windowWarnings(request, considered),
    ...sizeWarnings(request, considered),
    ...methodWarnings(request),
  ];
}

type About = Partial<Pick<FoundWarning, 'metric' | 'figures'>>;

function warning(code: FoundWarning['code'], { metric = null, figures = {} }: About = {}) {
  return [{ code, metric, figures }];
}

function baselineWarnings({ metrics }: PlanRequest): readonly FoundWarning[] {
  return metrics.flatMap(({ key, role, relativeMargin, minimumEffectRelative, baseline }) => {
    if (role === 'success' && minimumEffectRelative === null)
      return warning('no-minimum-effect', { metric: key });
    const isNeeded = role === 'success' || (role === 'guardrail' && relativeMargin !== null);
    return isNeeded && !baseline.ok ? warning('no-baseline', { metric: key }) : [];
  });
}

function underpowered(
  { plan }: PlanRequest,
  { units, power, offeredUnits }: ConsideredSize,
): readonly FoundWarning[] {
  // Half a point is the error of the simulation.
  if (units === null || power === null || power >= plan.power - 0.01) return [];
  return warning('underpowered', {
    figures: { units, power, wantedPower: plan.power, ...(offeredUnits !== null && { offeredUnits }) },
  });
}

/** A one-sided test that errs more than this many times its level gives no verdict (docs/statistics/decision.md). */
const LARGEST_SIZE = 1.25;

function skewWarnings(
  request: PlanRequest,
  design: PlannedDesign,
  { units }: ConsideredSize,
): readonly FoundWarning[] {
  // Of no unit nothing can be said.
  if (units === null || units === 0) return [];
  return request.metrics.flatMap((metric, index) => {
    const planned = design.plan.metrics[index];
    const { skewness } = metric;
    if (planned === undefined || skewness === null) return [];
    const level = plannedQuestion(design.plan, planned).alphaOneSided;
    const times = sizeOverLevel(
      skewness,
      level,
      units * design.controlShare,
      design.treatmentToControlRatios,
    );
    if (times <= LARGEST_SIZE) return [];
    return warning('too-skewed', { metric: metric.key, figures: { times, level } });
  });
}

/**
 * How many times its level a one-sided test errs, to first order in the skewness, in its worse direction and variant. Source:
 * Edgeworth, as in Hall (1992), 2.6; with units of one skewness, g = skewness (1/n1^2 - 1/n0^2) / (1/n0 + 1/n1)^1.5.
 */
export function sizeOverLevel(
  skewness: number,
  level: number,
  controlUnits: number,
  ratios: readonly number[],
): number {
  const z = normalIsf(level);
  const errors = ratios.map((ratio) => {
    const [n0, n1] = [controlUnits, controlUnits * ratio];
    const g = (skewness * (n1 ** -2 - n0 ** -2)) / (1 / n0 + 1 / n1) ** 1.5;
    return 1 + Math.abs((normalPdf(z) * g * (2 * z * z + 1)) / (6 * level));
  });
  return Math.max(1, ...errors);
}

function windowWarnings({ metrics }: PlanRequest, { days }: ConsideredSize): readonly FoundWarning[] {
  if (days === null) return [];
  return metrics
    .filter(({ windowDays }) => Math.ceil(windowDays) >= days)
    .flatMap(({ key, windowDays }) =>
      warning('window-longer-than-run', { metric: key, figures: { windowDays, days } }),
    );
}

/** Below this many units an arm the mean of a metric is not normal enough to rely on. */
const FEW_UNITS = 50;

function sizeWarnings(request: PlanRequest, considered: ConsideredSize): readonly FoundWarning[] {
  const { newUnitsByDay, variants } = request;
  const { units, days } = considered;
  const smallest = Math.min(...variants.map(({ weight }) => weight).filter((weight) => weight > 0));
  return [
    ...(newUnitsByDay.ok ? [] : warning('no-traffic')),
    ...(units !== null && units * smallest < FEW_UNITS
      ? warning('few-units', { figures: { units: Math.round(units * smallest), least: FEW_UNITS } })
      : []),
    ...fewDays(request, considered),
    ...longRun(request, considered),
    ...(days !== null && days % 7 !== 0 ? warning('not-whole-weeks', { figures: { days } }) : []),
  ];
}

/** Units and days that are planned for each other. */
function fewDays(request: PlanRequest, { units, days }: ConsideredSize): readonly FoundWarning[] {
  const { units: asked } = request;
  const come = request.days === null ? null : unitsAfter(request, request.days);
  if (asked === null || come === null || days === null || come >= asked || units === null) return [];
  // Whoever came last may still be in its window.
  const arrivedUnits = unitsAfter({ ...request, metrics: [] }, days) ?? come;
  return warning('few-days', { figures: { units: asked, days, unitsAfterDays: come, arrivedUnits } });
}

/** Half a year: what is learnt later is of another product, and cookies do not last so long. */
const LONG_DAYS = 182;

function longRun(
  request: PlanRequest,
  { units, days, offeredUnits }: ConsideredSize,
): readonly FoundWarning[] {
  const size = units ?? offeredUnits;
  if (size === null || !request.newUnitsByDay.ok) return [];
  const needed = daysFor(request, size);
  const longest = Math.max(days ?? 0, needed.ok ? needed.value : 0);
  if (needed.ok && longest <= LONG_DAYS) return [];
  return warning('long-run', { figures: { units: size, ...(needed.ok && { days: longest }) } });
}

function methodWarnings({ plan }: PlanRequest): readonly FoundWarning[] {
  if (plan.method !== 'always-valid') return [];
  return warning('always-valid-costs', { figures: { times: alwaysValidCost(plan) } });
}
