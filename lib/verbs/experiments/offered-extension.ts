import type { PlanRequest, RequestedMetric } from '../../decision/planning/plan-request';
import { spreadOf } from '../../model/metrics/kinds';
import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import { planBesideRequests } from '../plans/plan-beside-requests';
import type { ExtensionStanding } from './extension-standing';

const dayMs = 86_400_000;
/** One offer, whoever asks. */
const SEED = 1;

/** The size that a run's plan needs. */
export interface OfferedExtension {
  /** Over all variants; not less than planned. */
  readonly units: number;
  /** Since the start of the run, at its present intake; null: it cannot be said. */
  readonly days: number | null;
}

/**
 * The size with which the plan has its power for the smallest effects of interest, by the planner, from what the run itself says of its
 * metrics' spread and mean over all arms together, and of its intake. Refused before an analysis has said it, and what the planner refuses. Throws
 * TooManyAnalysesError.
 */
export async function offeredExtension(standing: ExtensionStanding): Promise<Outcome<OfferedExtension>> {
  const { configuration, newUnitsADay, detectable, maturedUnits, startedAt, now } = standing;
  if (detectable === null) return cannotSay('too-few-units', 'spread-not-known-yet');
  const { size } = await planBesideRequests({
    variants: configuration.variants,
    plan: configuration.plan,
    metrics: configuration.metrics.map((metric) => requested(metric, standing)),
    newUnitsByDay: newUnitsADay.ok ? say([newUnitsADay.value]) : newUnitsADay,
    units: null,
    days: null,
    seed: SEED,
  } satisfies PlanRequest);
  if (!size.ok) return size;
  const units = Math.max(size.value.units, configuration.plan.plannedUnits ?? 0);
  const elapsed = (now.getTime() - startedAt.getTime()) / dayMs;
  const left = newUnitsADay.ok ? (units - maturedUnits) / newUnitsADay.value : null;
  return say({ units, days: left === null ? null : Math.max(1, Math.ceil(elapsed + left)) });
}

function requested(
  {
    key,
    kind,
    role,
    direction,
    relativeMargin,
    minimumEffectRelative,
  }: ExtensionStanding['configuration']['metrics'][number],
  { detectable }: ExtensionStanding,
): RequestedMetric {
  const known = detectable?.find(({ metric }) => metric === key);
  const baseline = (): RequestedMetric['baseline'] => {
    if (known === undefined) return cannotSay('invalid-input', 'no-baseline-of-metric', { metric: key });
    if (!known.relative.ok) return known.relative;
    const { mean, variance } = known.relative.value;
    return say({ mean, variance, varianceReduction: 0, source: 'recent', units: known.units });
  };
  const metric = { key, role, direction, relativeMargin, minimumEffectRelative };
  return { ...metric, baseline: baseline(), spread: spreadOf(kind), skewness: null, windowDays: 0 };
}
