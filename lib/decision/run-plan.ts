import type { RunConfiguration, RunPlan } from '../analysis/run-configuration';
import type { Spending } from '../statistics/sequential/group-sequential';
import { plannedLooks } from './look';
import type { ExperimentPlan, LookingMethod, PlannedMetric } from './plan';

/** tau^2 by metric key, as an always-valid plan fixed it at its first look; empty for other plans. */
export type MixingVariances = Readonly<Record<string, number>>;

/** What a run froze at its start, as the decision rule reads it. The plan's alpha holds for harm as for success. */
export function planOfRun(configuration: RunConfiguration, mixingVariances: MixingVariances): ExperimentPlan {
  const { variants, metrics, plan } = configuration;
  return {
    treatments: variants.filter(({ isControl }) => !isControl).map(({ key }) => key),
    metrics: metrics.map(({ key, role, direction, relativeMargin }): PlannedMetric => {
      const mixingVariance = mixingVariances[key];
      return {
        key,
        role,
        higherIsBetter: direction === 'higher-is-better',
        ...(role === 'guardrail' && relativeMargin !== null && { relativeMargin }),
        ...(mixingVariance !== undefined && { mixingVariance }),
      };
    }),
    method: lookingMethod(plan),
    alpha: plan.alphaTwoSided,
    sides: 2,
    alphaDeterioration: plan.alphaTwoSided,
    power: plan.power,
  };
}

function lookingMethod(plan: RunPlan): LookingMethod {
  if (plan.method === 'fixed') return { kind: 'fixed' };
  if (plan.method === 'always-valid') return { kind: 'always-valid' };
  return { kind: 'group-sequential', spending: spendingOf(plan.spending), looks: plannedLooks(plan) };
}

function spendingOf(name: string): Spending {
  if (name === 'obrien-fleming' || name === 'pocock') return name;
  return `power:${Number(name.replace('power:', ''))}`;
}
