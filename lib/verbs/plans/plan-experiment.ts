import type { PlannedFigures } from '../../decision/planning/plan-experiment';
import type { PlanRequest } from '../../decision/planning/plan-request';
import { experimentPlanningSchema, type ExperimentPlanning } from '../../model/planning';
import { findEnvironment } from '../../auth/authorise';
import type { ReadingContext } from '../../auth/context';
import { defineVerb } from '../define-verb';
import { toExperimentView } from '../experiments/experiment-view';
import { findExperiment } from '../experiments/find-experiment';
import { toMetricView } from '../metrics/metric-view';
import { planBesideRequests } from './plan-beside-requests';
import { planInput, type PlanInput } from './plan-input';
import { planRequest, refuseImpossibleChanges, wantedDesign, type WantedDesign } from './plan-request';
import { recentFigures } from './recent-figures';

/**
 * How many units and days an experiment needs, what it finds at which size, how often its decision ships a variant that is as good as
 * planned, and what changes would buy. Reads recent figures where they are not given; stores nothing. Throws NotFoundError,
 * InvalidInputError (a typed baseline without a variance, a change that no share can make) and TooManyAnalysesError.
 */
export const planExperiment = defineVerb({
  name: 'planExperiment',
  permission: 'experiments:read',
  scope: 'environment',
  input: planInput,
  output: experimentPlanningSchema,
  door: {
    method: 'POST',
    path: '/api/v1/plans',
    summary:
      'Plan an experiment: size, duration, detectable effects, decision power, and what changes would buy',
    hasOutcomes: true,
  },
  read: async ({ ctx, input }) => {
    const design = wantedDesign(input, await experimentOf(ctx, input));
    const stored = await ctx.database.prisma.metric.findMany({
      where: { workspaceId: ctx.workspaceId, key: { in: design.metrics.map(({ metric }) => metric) } },
    });
    const metrics = new Map(stored.map((metric) => [metric.key, toMetricView(metric)]));
    const environment = await findEnvironment(ctx.database.prisma, ctx, input.environment);
    const recent = await recentFigures(ctx, {
      environmentId: environment.id,
      metrics: design.metrics.flatMap(({ metric, baseline }) => {
        const known = metrics.get(metric);
        return known === undefined || baseline !== undefined ? [] : [known];
      }),
      traffic: design.newUnitsByDay === null,
    });
    const request = planRequest(design, metrics, recent);
    if (input.metrics !== undefined) refuseImpossibleChanges(request);
    const figures = await planBesideRequests(request);
    return {
      ...figures,
      traffic: trafficAnswer(design, request, recent),
      planning: planningOf(request, figures),
    };
  },
});

async function experimentOf(ctx: ReadingContext, { experiment }: PlanInput) {
  if (experiment === undefined) return null;
  return toExperimentView(await findExperiment(ctx.database.prisma, ctx, experiment));
}

function trafficAnswer(
  { newUnitsByDay: typed }: WantedDesign,
  { newUnitsByDay }: PlanRequest,
  { traffic }: Awaited<ReturnType<typeof recentFigures>>,
): ExperimentPlanning['traffic'] {
  if (!newUnitsByDay.ok) return newUnitsByDay;
  const isTyped = typed !== null;
  return {
    ok: true,
    value: {
      newUnitsByDay: [...newUnitsByDay.value],
      weekdayShares: isTyped || !traffic.ok ? null : traffic.value.weekdayShares,
      source: isTyped ? 'typed' : 'recent',
    },
  };
}

/** What an experiment keeps of its plan. */
function planningOf(
  { metrics, newUnitsByDay }: PlanRequest,
  { size, considered }: PlannedFigures,
): ExperimentPlanning['planning'] {
  const baselines = metrics.flatMap(({ key, baseline }) =>
    baseline.ok ? [{ metric: key, baseline: baseline.value }] : [],
  );
  if (baselines.length === 0) return null;
  return {
    baselines,
    newUnitsADay: newUnitsByDay.ok ? (newUnitsByDay.value.at(-1) ?? null) : null,
    offeredUnits: size.ok ? size.value.units : null,
    offeredDays: size.ok && size.value.days.ok ? size.value.days.value : null,
    decisionPower: considered.power.ok ? considered.power.value.power : null,
  };
}
