import { z } from 'zod';
import { contrastSchema } from './contrast';
import type { DeepReadonly } from './deep-readonly';
import { outcomeOf } from './effect';

/** Non-binding futility, stated in the plan; null: none is. */
export const leastConditionalPowerSchema = z
  .number()
  .gt(0, 'The least conditional power is above 0; 0.1 is usual.')
  .lt(0.5, 'The least conditional power is below 0.5; 0.1 is usual.')
  .nullable()
  .describe(
    'Futility, not binding: where every variant has less than this chance to be shown better at the planned size even if the effect is the smallest one of interest, a look recommends to stop. 0.1 is usual; null: no rule. Of a group sequential plan with planned units.',
  );

interface FutilityPlan {
  readonly leastConditionalPower: number | null;
  readonly plan: {
    readonly method: 'fixed' | 'group-sequential' | 'always-valid';
    readonly looks: number;
    readonly plannedUnits: number | null;
  };
  readonly metrics: readonly {
    readonly role: 'success' | 'guardrail' | 'quality';
    readonly minimumEffectRelative: number | null;
  }[];
}

/** Futility is asked at the looks before the last one, of an effect that was planned. An experiment may still be without metrics. */
export function checkFutility(experiment: FutilityPlan, problems: z.core.$RefinementCtx): void {
  const message = futilityProblem(experiment);
  if (message !== null) problems.addIssue({ code: 'custom', path: ['leastConditionalPower'], message });
}

/** What to change, or null: nothing is to be. */
export function futilityProblem({ leastConditionalPower, plan, metrics }: FutilityPlan): string | null {
  return leastConditionalPower === null ? null : (lookProblem(plan) ?? effectProblem(metrics));
}

function lookProblem({ method, looks, plannedUnits }: FutilityPlan['plan']): string | null {
  if (method === 'fixed')
    return 'A fixed plan has one look, at its end, so nothing can be stopped before it: leave the least conditional power out, or choose a group sequential plan.';
  if (method === 'always-valid')
    return 'An always-valid plan has no last look, so there is no chance that is left: leave the least conditional power out, or choose a group sequential plan.';
  if (plannedUnits === null)
    return 'Conditional power is the chance at the planned size: plan a number of units, or leave the least conditional power out.';
  return looks < 2
    ? 'The only look is the last one: plan at least 2 looks, or leave the least conditional power out.'
    : null;
}

function effectProblem(metrics: FutilityPlan['metrics']): string | null {
  if (metrics.length === 0) return null;
  const successes = metrics.filter(({ role }) => role === 'success');
  if (successes.length === 0)
    return 'Futility is about showing an improvement: choose a success metric, or leave the least conditional power out.';
  return successes.some(({ minimumEffectRelative }) => minimumEffectRelative === null)
    ? 'Conditional power goes by the smallest effect of interest: state it for every success metric, or leave the least conditional power out.'
    : null;
}

const conditionalPowerSchema = z.object({
  planned: z
    .number()
    .describe('Chance to be shown better by the last look if the effect is the smallest one of interest.'),
  currentTrend: z.number().describe('The same if the effect is as measured so far.'),
  plannedEffectRelative: z
    .number()
    .describe('Smallest effect of interest, over the size of the control mean.'),
  z: z.number().describe('Standardised statistic of this look; above 0 is better.'),
  informationFraction: z.number().describe("Of the metric's information at the last look that is there now."),
  finalBound: z.number().describe('What the standardised statistic has to exceed at the last look.'),
  plannedDrift: z
    .number()
    .describe(
      'Mean of that statistic under the smallest effect of interest, with the precision seen so far.',
    ),
});

/** Of one success metric in one variant at one look. */
export type ConditionalPowerFigures = DeepReadonly<z.output<typeof conditionalPowerSchema>>;

export const futilitySchema = z
  .object({
    leastConditionalPower: z.number(),
    powers: z
      .array(
        z.object({
          contrast: contrastSchema,
          metric: z.string(),
          conditionalPower: outcomeOf(conditionalPowerSchema),
        }),
      )
      .describe('Of every success metric that is not yet shown better, in each variant.'),
  })
  .meta({ id: 'Futility', description: 'What is left to be shown, at a look before the last one.' });

export type Futility = DeepReadonly<z.output<typeof futilitySchema>>;

export type StoredConditionalPower = Futility['powers'][number];
