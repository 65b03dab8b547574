import type { FoundChange } from '../../model/planning';
import { say, type Outcome } from '../../statistics/outcome';
import { offeredSize, type OfferedSize } from './offered-size';
import type { PlanRequest, RequestedMetric } from './plan-request';
import { daysFor } from './run-length';

interface Candidate extends Pick<FoundChange, 'change' | 'metric' | 'figures'> {
  readonly request: PlanRequest;
}

/** The single changes of a plan that may be worth a thought. */
export function candidatesOf(request: PlanRequest, offered: OfferedSize | null): readonly Candidate[] {
  return [
    ...evenSplit(request),
    ...withoutMargin(request, offered),
    ...fewerMetrics(request),
    ...oneVariant(request),
    ...withoutCuped(request),
    ...otherMethods(request),
  ];
}

/** What one change costs or saves: the size that the planner offers for the changed plan, on as many draws of the same seed. */
export function changeOf(
  { change, metric, figures, request }: Candidate,
  before: number | null,
): FoundChange {
  const found = offeredSize(request);
  const units: Outcome<number> = found.ok ? say(found.value.units) : found;
  const days = units.ok ? daysFor(request, units.value) : null;
  return {
    change,
    metric,
    figures,
    units,
    days: days?.ok === true ? days.value : null,
    unitsSavedShare: units.ok && before !== null ? 1 - units.value / before : null,
  };
}

function evenSplit(request: PlanRequest): readonly Candidate[] {
  const present = request.variants.filter(({ weight }) => weight > 0);
  const weights = present.map(({ weight }) => weight);
  if (Math.max(...weights) - Math.min(...weights) < 0.01) return [];
  const variants = request.variants.map((variant) =>
    variant.weight > 0 ? { ...variant, weight: 1 / present.length } : variant,
  );
  return [{ change: 'even-split', metric: null, figures: {}, request: { ...request, variants } }];
}

function withoutMargin(request: PlanRequest, offered: OfferedSize | null): readonly Candidate[] {
  const margins = request.metrics.filter((metric) => isMargin(metric));
  const forced = margins.find(({ key }) => key === offered?.bonferroni.forcedBy) ?? margins[0];
  const isOnlyGoal = margins.length === 1 && !request.metrics.some(({ role }) => role === 'success');
  if (forced === undefined || isOnlyGoal) return [];
  const metrics = request.metrics.map((metric) =>
    metric.key === forced.key ? { ...metric, relativeMargin: null } : metric,
  );
  return [{ change: 'without-margin', metric: forced.key, figures: {}, request: { ...request, metrics } }];
}

const isMargin = ({ role, relativeMargin }: RequestedMetric): boolean =>
  role === 'guardrail' && relativeMargin !== null;

function fewerMetrics(request: PlanRequest): readonly Candidate[] {
  const metrics = request.metrics.filter((metric) => metric.role === 'success' || isMargin(metric));
  const left = request.metrics.length - metrics.length;
  if (left === 0 || metrics.length === 0) return [];
  const figures = { metrics: left };
  return [{ change: 'fewer-metrics', metric: null, figures, request: { ...request, metrics } }];
}

function oneVariant(request: PlanRequest): readonly Candidate[] {
  const treatments = request.variants.filter(({ isControl, weight }) => !isControl && weight > 0);
  const [first] = treatments;
  if (first === undefined || treatments.length < 2) return [];
  const variants = request.variants
    .filter(({ isControl, key }) => isControl || key === first.key)
    .map((variant) => ({ ...variant, weight: 0.5 }));
  return [{ change: 'one-variant', metric: null, figures: {}, request: { ...request, variants } }];
}

function withoutCuped(request: PlanRequest): readonly Candidate[] {
  const isAdjusted = ({ baseline }: RequestedMetric) => baseline.ok && baseline.value.varianceReduction > 0;
  if (!request.metrics.some(isAdjusted)) return [];
  const metrics = request.metrics.map((metric) =>
    metric.baseline.ok
      ? { ...metric, baseline: say({ ...metric.baseline.value, varianceReduction: 0 }) }
      : metric,
  );
  return [{ change: 'without-cuped', metric: null, figures: {}, request: { ...request, metrics } }];
}

function otherMethods(request: PlanRequest): readonly Candidate[] {
  const methods = ['fixed', 'group-sequential', 'always-valid'] as const;
  return methods
    .filter((method) => method !== request.plan.method)
    .map((method) => ({
      change: method,
      metric: null,
      figures: {},
      request: { ...request, plan: { ...request.plan, method } },
    }));
}
