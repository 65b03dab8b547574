import type { PlanWarning } from '../../model/planning';
import { normalIsf, normalPdf } from '../../statistics/distributions/normal';
import { alwaysValidCost } from './always-valid-cost';
import { plannedQuestion } from './detectable-effect';
import { plannedDesign, type PlannedDesign, type PlanRequest, type RequestedMetric } from './plan-request';
import { daysFor, unitsAfter } from './run-length';

/** The size that warnings are about. */
export interface ConsideredSize {
  readonly units: number | null;
  readonly days: number | null;
  readonly power: number | null;
  readonly offeredUnits: number | null;
}

/** What somebody should know before the start, the gravest first. */
export function planWarnings(request: PlanRequest, considered: ConsideredSize): readonly PlanWarning[] {
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

type About = Partial<Pick<PlanWarning, 'metric' | 'figures'>>;

function warning(code: PlanWarning['code'], detail: string, { metric = null, figures = {} }: About = {}) {
  return [{ code, metric, figures, detail }];
}

function baselineWarnings({ metrics }: PlanRequest): readonly PlanWarning[] {
  return metrics.flatMap(({ key, name = key, role, relativeMargin, minimumEffectRelative, baseline }) => {
    if (role === 'success' && minimumEffectRelative === null) {
      const text = `No smallest effect of interest is set for ${name}, so the size does not allow for it.`;
      return warning('no-minimum-effect', text, { metric: key });
    }
    const isNeeded = role === 'success' || (role === 'guardrail' && relativeMargin !== null);
    if (!isNeeded || baseline.ok) return [];
    return warning('no-baseline', `No baseline is known of ${name}. Type one, and the size follows.`, {
      metric: key,
    });
  });
}

function underpowered({ plan }: PlanRequest, considered: ConsideredSize): readonly PlanWarning[] {
  const { units, power, offeredUnits } = considered;
  // Half a point is the error of the simulation.
  if (units === null || power === null || power >= plan.power - 0.01) return [];
  const wanted =
    offeredUnits === null
      ? ''
      : ` With ${whole(offeredUnits)} units it would be shipped ${percent(plan.power)} of the time.`;
  return warning(
    'underpowered',
    `With ${whole(units)} units a variant that is as good as planned is shipped ${percent(power)} of the time, not ${percent(plan.power)}.${wanted}`,
    { figures: { units, power, wantedPower: plan.power } },
  );
}

/** A one-sided test that errs more than this many times its level gives no verdict (docs/statistics/decision.md). */
const LARGEST_SIZE = 1.25;

function skewWarnings(
  request: PlanRequest,
  design: PlannedDesign,
  { units }: ConsideredSize,
): readonly PlanWarning[] {
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
    return warning(
      'too-skewed',
      `The metric ${metric.name ?? metric.key} is too skewed for so unequal a split: its test would err ${times.toFixed(1)} times as often as it says. Cap it, split evenly, or plan for more units.`,
      { metric: metric.key, figures: { times, level } },
    );
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

function windowWarnings({ metrics }: PlanRequest, { days }: ConsideredSize): readonly PlanWarning[] {
  if (days === null) return [];
  return metrics
    .filter(({ windowDays }) => Math.ceil(windowDays) >= days)
    .flatMap((metric: RequestedMetric) =>
      warning(
        'window-longer-than-run',
        `The metric ${metric.name ?? metric.key} waits ${daysWords(metric.windowDays)} for each unit, and the run lasts ${daysWords(days)}: no unit would count.`,
        { metric: metric.key, figures: { windowDays: metric.windowDays, days } },
      ),
    );
}

/** Below this many units an arm the mean of a metric is not normal enough to rely on. */
const FEW_UNITS = 50;

function sizeWarnings(request: PlanRequest, considered: ConsideredSize): readonly PlanWarning[] {
  const { newUnitsByDay, variants } = request;
  const { units, days } = considered;
  const smallest = Math.min(...variants.map(({ weight }) => weight).filter((weight) => weight > 0));
  return [
    ...(newUnitsByDay.ok
      ? []
      : warning('no-traffic', 'Nothing says how many units come in a day. Type it, and the days follow.')),
    ...(units !== null && units * smallest < FEW_UNITS
      ? warning(
          'few-units',
          `The smallest variant would have fewer than ${String(FEW_UNITS)} units: too few to rely on these figures.`,
          { figures: { units: Math.round(units * smallest) } },
        )
      : []),
    ...fewDays(request, considered),
    ...longRun(request, considered),
    ...(days !== null && days % 7 !== 0
      ? warning(
          'not-whole-weeks',
          `${daysWords(days)} ${days === 1 ? 'is no whole week' : 'are not whole weeks'}, so some weekdays count more than others.`,
          { figures: { days } },
        )
      : []),
  ];
}

/** Units and days that are planned for each other. */
function fewDays(request: PlanRequest, { units, days }: ConsideredSize): readonly PlanWarning[] {
  const { units: asked } = request;
  const come = request.days === null ? null : unitsAfter(request, request.days);
  if (asked === null || come === null || days === null || come >= asked || units === null) return [];
  return warning(
    'few-days',
    `${comeWords(request, days, come)}, not the planned ${whole(asked)}. Plan for more days, or for fewer units.`,
    { figures: { units: asked, days, unitsAfterDays: come } },
  );
}

/** Whoever came last may still be in its window. */
function comeWords(request: PlanRequest, days: number, matured: number): string {
  const arrived = unitsAfter({ ...request, metrics: [] }, days) ?? matured;
  const start = `In the first ${daysWords(days)}, at this traffic, ${whole(arrived)} units come`;
  return arrived > matured ? `${start}, of which ${whole(matured)} have finished their windows` : start;
}

/** Half a year: what is learnt later is of another product, and cookies do not last so long. */
const LONG_DAYS = 182;

function longRun(
  request: PlanRequest,
  { units, days, offeredUnits }: ConsideredSize,
): readonly PlanWarning[] {
  const size = units ?? offeredUnits;
  if (size === null || !request.newUnitsByDay.ok) return [];
  const needed = daysFor(request, size);
  const longest = Math.max(days ?? 0, needed.ok ? needed.value : 0);
  if (needed.ok && longest <= LONG_DAYS) return [];
  const what = 'Plan for a larger effect, fewer metrics or variants, or more of the traffic.';
  const text = needed.ok
    ? `${whole(size)} units take ${longWords(longest)} at this traffic. ${what}`
    : `${whole(size)} units are more than ever come at this traffic. ${what}`;
  return warning('long-run', text, { figures: { units: size, ...(needed.ok && { days: longest }) } });
}

const longWords = (days: number): string =>
  days < 365 ? daysWords(days) : `${(days / 365.25).toFixed(1)} years`;

function methodWarnings({ plan }: PlanRequest): readonly PlanWarning[] {
  if (plan.method !== 'always-valid') return [];
  return warning(
    'always-valid-costs',
    `Always valid costs up to about ${alwaysValidCost(plan)} times the units of a fixed size: it is the price of looking whenever you like.`,
  );
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
const percent = (share: number): string => `${String(Number((100 * share).toFixed(1)))} %`;
/** Not rounded: 13.5 days are more than 13 and fewer than 14. */
const daysWords = (days: number): string => `${days.toLocaleString('en-GB')} day${days === 1 ? '' : 's'}`;
