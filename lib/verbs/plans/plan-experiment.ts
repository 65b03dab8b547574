import { planChangeSentence } from '../../charts/plan-change-sentence';
import { planWarningSentence } from '../../charts/plan-warning-sentence';
import type { PlannedFigures } from '../../decision/planning/plan-experiment';
import type { PlanRequest } from '../../decision/planning/plan-request';
import { meanIntake } from '../../decision/planning/run-length';
import { experimentPlanningSchema, type ExperimentPlanning } from '../../model/planning';
import { findEnvironment } from '../../auth/authorise';
import type { ReadingContext } from '../../auth/context';
import { defineVerb } from '../define-verb';
import { toExperimentView } from '../experiments/experiment-view';
import { findExperiment } from '../experiments/find-experiment';
import { toMetricView } from '../metrics/metric-view';
import { planBesideRequests } from './plan-beside-requests';
import { planInput, type PlanInput } from './plan-input';
import {
  planRequest,
  refuseFutility,
  refuseImpossibleChanges,
  wantedDesign,
  type WantedDesign,
} from './plan-request';
import { recentFigures, type RecentFigures } from './recent-figures';

/**
 * How many units and days an experiment needs, what it finds at which size, how often its decision ships a variant that is as good as
 * planned, and what changes would buy. Reads recent figures where they are not given; stores nothing. Throws NotFoundError,
 * InvalidInputError (a typed baseline without a variance, a change that no share can make, futility that no plan could state) and TooManyAnalysesError.
 */
export const planExperiment = defineVerb({
  name: 'planExperiment',
  permission: 'experiments:read',
  scope: 'environment',
  input: planInput,
  output: experimentPlanningSchema,
  door: {
    summary:
      'Plan an experiment: size, duration, detectable effects, decision power, and what changes would buy',
    hasOutcomes: true,
  },
  read: async ({ ctx, input }) => {
    const design = wantedDesign(input, await experimentOf(ctx, input));
    refuseFutility(input, design);
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
    const nameOf = (key: string) => request.metrics.find((metric) => metric.key === key)?.name ?? key;
    return {
      ...figures,
      changes: figures.changes.map((one) => ({ ...one, detail: planChangeSentence(one, nameOf) })),
      warnings: figures.warnings.map((one) => ({ ...one, detail: planWarningSentence(one, nameOf) })),
      traffic: trafficAnswer(design, request, { recent, newUnitsADay: offeredIntake(request, figures) }),
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
  {
    recent: { traffic },
    newUnitsADay,
  }: { readonly recent: RecentFigures; readonly newUnitsADay: number | null },
): ExperimentPlanning['traffic'] {
  if (!newUnitsByDay.ok) return newUnitsByDay;
  const isTyped = typed !== null;
  return {
    ok: true,
    value: {
      newUnitsByDay: [...newUnitsByDay.value],
      newUnitsADay: newUnitsADay ?? 0,
      weekdayShares: isTyped || !traffic.ok ? null : traffic.value.weekdayShares,
      source: isTyped ? 'typed' : 'recent',
    },
  };
}

/** The mean that the offered days follow from. */
function offeredIntake(request: PlanRequest, { size }: PlannedFigures): number | null {
  return meanIntake(request, size.ok ? size.value.units : null);
}

/** What an experiment keeps of its plan. */
function planningOf(request: PlanRequest, figures: PlannedFigures): ExperimentPlanning['planning'] {
  const { metrics } = request;
  const { size, considered } = figures;
  const baselines = metrics.flatMap(({ key, baseline }) =>
    baseline.ok ? [{ metric: key, baseline: baseline.value }] : [],
  );
  if (baselines.length === 0) return null;
  return {
    baselines,
    newUnitsADay: offeredIntake(request, figures),
    offeredUnits: size.ok ? size.value.units : null,
    offeredDays: size.ok && size.value.days.ok ? size.value.days.value : null,
    decisionPower: considered.power.ok ? considered.power.value.power : null,
  };
}
