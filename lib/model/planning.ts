import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly';
import { outcomeOf } from './effect';
import { keySchema } from './key';

// What a plan was made from, and what came out. A run freezes it, so that its page can say planned against actual.

/** What is known of a metric before the experiment, per unit of randomisation. */
export const plannedBaselineSchema = z
  .strictObject({
    mean: z.number().describe("Mean per unit, in the metric's unit; of a share 0.12 is 12 %."),
    variance: z
      .number()
      .gt(0, 'A variance is above 0.')
      .describe("Variance of a unit's value (its standard deviation squared), before CUPED."),
    varianceReduction: z
      .number()
      .min(0, 'At least 0.')
      .lt(1, 'Below 1.')
      .default(0)
      .describe('Share of the variance that CUPED takes away: 0.3 is 30 %.'),
    source: z
      .enum(['typed', 'recent'])
      .describe('Typed in, or measured over the last 28 days.')
      .default('typed'),
    units: z.int().min(0).nullable().default(null).describe('Units it was measured on; null if typed in.'),
  })
  .meta({ id: 'PlannedBaseline', description: 'What is known of a metric before the experiment.' });

export type PlannedBaseline = DeepReadonly<z.output<typeof plannedBaselineSchema>>;

/** What was planned with, frozen with the run; null: the experiment was not planned here. */
export const planningSchema = z
  .strictObject({
    baselines: z
      .array(z.strictObject({ metric: keySchema, baseline: plannedBaselineSchema }))
      .max(100)
      .describe('Baselines that the size was computed with.'),
    newUnitsADay: z
      .number()
      .min(0)
      .nullable()
      .default(null)
      .describe(
        'New units a day over all variants on average until the offered ones are there, as planned with; null: not known.',
      ),
    offeredUnits: z
      .int()
      .min(2)
      .nullable()
      .default(null)
      .describe('Units that the planner offered, over all variants.'),
    offeredDays: z.int().min(1).nullable().default(null).describe('Days that the planner offered.'),
    decisionPower: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(null)
      .describe('Simulated chance to ship a variant that is as good as planned, at the planned size.'),
  })
  .meta({ id: 'Planning' })
  .nullable()
  .describe('Inputs and result of the planner, kept so that planned and actual can be compared.');

/** A change of the plan, and what it would cost or save. */
export const PLAN_CHANGES = [
  'even-split',
  'without-margin',
  'fewer-metrics',
  'one-variant',
  'without-cuped',
  'fixed',
  'group-sequential',
  'always-valid',
] as const;

export const PLAN_WARNINGS = [
  'no-baseline',
  'no-minimum-effect',
  'no-traffic',
  'underpowered',
  'too-skewed',
  'window-longer-than-run',
  'few-units',
  'always-valid-costs',
  'not-whole-weeks',
  'few-days',
  'long-run',
] as const;

const figuresSchema = z.record(z.string(), z.number());

const planWarningSchema = z
  .object({
    code: z.enum(PLAN_WARNINGS),
    metric: z.string().nullable(),
    figures: figuresSchema,
    detail: z.string().describe('The warning as a sentence for people.'),
  })
  .meta({
    id: 'PlanWarning',
    description: 'Something about the plan that somebody should know before the start.',
  });

export type PlanWarning = DeepReadonly<z.output<typeof planWarningSchema>>;

const foundWarningSchema = z.object(planWarningSchema.shape).omit({ detail: true });

/** A warning as the planner finds it: its sentence is made where it is shown. */
export type FoundWarning = DeepReadonly<z.output<typeof foundWarningSchema>>;

const powerSchema = z.object({
  power: z
    .number()
    .describe(
      'Share of simulated experiments that ship the variant that is as good as planned, as far as so many tell it: between 3 / simulations and 1 - 3 / simulations, where the share itself is beyond.',
    ),
  standardError: z.number().describe('Monte-Carlo standard error of that share.'),
  simulations: z.int(),
});

const planSizeSchema = z.object({
  units: z.int().describe('Units over all variants.'),
  byVariant: z.array(z.object({ variant: z.string(), units: z.int() })),
  days: outcomeOf(z.int()).describe(
    'Days until the units are there and their windows have ended, in whole weeks.',
  ),
  forcedBy: z.string().describe('Key of the metric that needs the most units.'),
  bonferroniUnits: z
    .int()
    .describe('Units by the Bonferroni correction alone, which promises the power without simulation.'),
  ...powerSchema.shape,
});

const plannedMetricSchema = z.object({
  metric: z.string(),
  role: z.enum(['success', 'guardrail', 'quality']),
  question: z
    .enum(['better', 'non-inferior', 'worse', 'different'])
    .describe('What is shown of it with the planned power.'),
  alphaOneSided: z.number().describe('Level of its test over all looks, one-sided.'),
  minimumEffectRelative: z.number().nullable(),
  relativeMargin: z.number().nullable(),
  baseline: outcomeOf(plannedBaselineSchema),
  detectableRelative: outcomeOf(z.number()).describe(
    'Smallest relative change (of a guardrail with a margin: smallest margin) that is found at the size considered.',
  ),
});

const curvePointSchema = z.object({
  units: z.int(),
  days: z.int().nullable(),
  detectable: z
    .array(z.object({ metric: z.string(), relative: z.number().nullable() }))
    .describe('By metric; null where the metric has no baseline.'),
});

const planChangeSchema = z.object({
  change: z.enum(PLAN_CHANGES),
  metric: z.string().nullable(),
  figures: figuresSchema.describe('Numbers in the sentence, by name.'),
  units: outcomeOf(z.int()).describe('Units over all variants with this change.'),
  days: z.int().nullable(),
  unitsSavedShare: z.number().nullable().describe('Share of the units saved; below 0: it costs more.'),
  detail: z.string().describe('The change and what it buys, as a sentence.'),
});

const foundChangeSchema = planChangeSchema.omit({ detail: true });

/** A change as the planner finds it: its sentence is made where it is shown. */
export type FoundChange = DeepReadonly<z.output<typeof foundChangeSchema>>;

const advisedSchema = z.object({
  advisedShare: z.number().describe('Share of simulated experiments that a look advises to stop.'),
  units: z.number().describe('Mean number of units, over all variants, where the advice is followed.'),
  unitsIgnoring: z.number().describe('The same where it is not.'),
});

const plannedFutilitySchema = z
  .object({
    leastConditionalPower: z.number(),
    power: powerSchema.describe(
      'Decision power at the size considered where the advice is not followed: that of the plan without it.',
    ),
    powerFollowed: powerSchema.describe('The same where every run stops when a look advises to.'),
    powerLost: z.number().describe('By following it: the difference.'),
    standardErrorOfLoss: z.number().describe('Monte-Carlo standard error of the difference.'),
    asPlanned: advisedSchema.describe('If one variant is as good as planned.'),
    nothingThere: advisedSchema.describe('If no metric moves.'),
  })
  .meta({
    id: 'PlannedFutility',
    description:
      'What the advice to stop for futility costs in power and saves in units, by the same simulated experiments.',
  });

export const experimentPlanningSchema = z
  .object({
    size: outcomeOf(planSizeSchema).describe('Offered size.'),
    considered: z
      .object({
        units: z.int().nullable().describe('Units asked about, else the offered ones; null: none.'),
        days: z.int().nullable(),
        power: outcomeOf(powerSchema).describe('Decision power at these units.'),
      })
      .describe('The size that detectable effects and power are about.'),
    futility: outcomeOf(plannedFutilitySchema)
      .nullable()
      .describe('Null: the plan states no least conditional power. It never changes the size.'),
    metrics: z.array(plannedMetricSchema),
    curve: z.array(curvePointSchema).describe('What is found at which size, smallest first.'),
    traffic: outcomeOf(
      z.object({
        newUnitsByDay: z
          .array(z.number())
          .describe('New units on day 1, 2, ... of a run, over all variants; the last goes on.'),
        newUnitsADay: z
          .number()
          .describe(
            'Of these a day on average until the offered units are there, so that these over it are the days that they take to come; of the days listed, where no size is offered.',
          ),
        weekdayShares: z
          .array(z.number())
          .nullable()
          .describe('Share of active units by UTC weekday, Monday first; null if typed in.'),
        source: z.enum(['typed', 'recent']),
      }),
    ),
    changes: z.array(planChangeSchema).describe('What single changes of the plan would cost or save.'),
    warnings: z.array(planWarningSchema),
    planning: planningSchema.describe('What to store with the experiment as `planning`.'),
    seed: z.int().describe('Simulations are repeatable: the same input and seed give the same figures.'),
  })
  .meta({ id: 'ExperimentPlanning', description: 'Size, duration, detectable effects and power of a plan.' });

/** What is computed of it; the rest was read. */
export const plannedFiguresSchema = z
  .object(experimentPlanningSchema.shape)
  .omit({ traffic: true, planning: true })
  .extend({ changes: z.array(foundChangeSchema), warnings: z.array(foundWarningSchema) });

/** The planner's answer. */
export type ExperimentPlanning = DeepReadonly<z.output<typeof experimentPlanningSchema>>;

export type PlanChange = ExperimentPlanning['changes'][number];
