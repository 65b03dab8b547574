import type { MixingVariances } from '../model/decision';
import {
  controlOf,
  type RunConfiguration,
  type RunMetric,
  type RunPlan,
  type RunVariant,
} from '../model/run-configuration';
import type { Spending } from '../statistics/sequential/group-sequential';
import { plannedLooks } from './look';
import type { ExperimentPlan, LookingMethod, PlannedMetric } from './plan';
import { ownMember } from '../model/own-member';

/** What a run froze at its start, as the decision rule reads it. */
export function planOfRun(configuration: RunConfiguration, mixingVariances: MixingVariances): ExperimentPlan {
  return planOfDesign(configuration, mixingVariances);
}

/** The parts of a design that the rule reads. */
export interface DecidedDesign {
  readonly variants: readonly Pick<RunVariant, 'key' | 'isControl'>[];
  readonly metrics: readonly (Pick<RunMetric, 'key' | 'role' | 'direction' | 'relativeMargin'> &
    Partial<Pick<RunMetric, 'minimumEffectRelative'>>)[];
  readonly plan: RunPlan;
  readonly leastConditionalPower?: number | null | undefined;
}

/** The same of a design that no run has frozen yet. The plan's alpha holds for harm as for success. */
export function planOfDesign(
  { variants, metrics, plan, leastConditionalPower }: DecidedDesign,
  mixingVariances: MixingVariances = {},
): ExperimentPlan {
  return {
    control: controlOf(variants).key,
    treatments: variants.filter(({ isControl }) => !isControl).map(({ key }) => key),
    metrics: metrics.map(
      ({ key, role, direction, relativeMargin, minimumEffectRelative = null }): PlannedMetric => {
        const mixingVariance = ownMember(mixingVariances, key);
        return {
          key,
          role,
          higherIsBetter: direction === 'higher-is-better',
          ...(role === 'guardrail' && relativeMargin !== null && { relativeMargin }),
          ...(role === 'success' && minimumEffectRelative !== null && { minimumEffectRelative }),
          ...(mixingVariance !== undefined && { mixingVariance }),
        };
      },
    ),
    method: lookingMethod(plan),
    alpha: plan.alphaTwoSided,
    sides: 2,
    alphaDeterioration: plan.alphaTwoSided,
    power: plan.power,
    ...(typeof leastConditionalPower === 'number' && { leastConditionalPower }),
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
