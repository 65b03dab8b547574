import { z } from 'zod';
import { metricBelievedSchema } from '../../model/bayesian-view';
import { contrastSchema } from '../../model/contrast';
import { analysisResultSchema } from '../../model/analysis-result';
import { runDecisionSchema } from '../../model/decision';
import type { DeepReadonly } from '../../model/deep-readonly';
import { sampleRatioSchema } from '../../model/health';
import { intervalSchema, outcomeOf } from '../../model/effect';
import { schemaOf } from '../../model/schema-of';
import type { Interaction } from '../../statistics/segments/interaction';
import { metricResultSchema } from '../../model/metric-result';
import { monthlyImpactSchema } from '../../model/monthly-impact';
import { PROGRAM_OUTCOMES } from '../../model/program-outcome';
import type { RunConfiguration } from '../../model/run-configuration';
import { nextField } from '../../model/answer-fields';
import { holdoutSchema } from '../holdouts/holdout-view';

const analysisFields = {
  id: z.string(),
  runNumber: z.int(),
  horizon: z.date().describe('The instant up to which evidence was read.'),
  engineVersion: z.string(),
  requestedBy: z.string(),
  createdAt: z.date(),
};

export const querySchema = z
  .object({
    name: z.string(),
    sql: z.string(),
    parameters: z.array(z.union([z.string(), z.number(), z.null()])),
  })
  .meta({ id: 'NamedQuery', description: 'A statement behind a result, with the name of what it measures.' });

/** Runs keep the form of the version in which they began, so what is below is told in words. */
const configurationSchema = z
  .looseObject({})
  .describe(
    'Configuration frozen by the run: variants, targeting, plan, mutual exclusion, and each metric with its definition.',
  );

/** A statement behind a result, named by what it measures: "units", "metric visit". */
export type NamedQuery = DeepReadonly<z.output<typeof querySchema>>;

export const sampleRatioWaiverSchema = z
  .object({
    id: z.string(),
    attributes: z.array(z.string()).describe("Attributes whose segments' sample ratios are waived."),
    reason: z.string(),
    waivedBy: z.string(),
    waivedByName: z.string().describe('Name of the person who waived it, at that time.'),
    waivedAt: z.date(),
  })
  .meta({
    id: 'SampleRatioWaiver',
    description: "A person's statement that the split of some segments does not make a run invalid.",
  });

/** A person's statement that the split of some segments does not make a run invalid. */
export type SampleRatioWaiver = DeepReadonly<z.output<typeof sampleRatioWaiverSchema>>;

export const analysisSchema = z
  .object({
    ...analysisFields,
    configuration: configurationSchema,
    result: analysisResultSchema,
    decision: runDecisionSchema
      .nullable()
      .describe('The look that this analysis was, or why it was none, and the resulting decision.'),
    monthlyImpacts: z
      .array(monthlyImpactSchema)
      .describe('Of each success metric and guardrail, from `result`: what shipping changes in a month.'),
    lookNumber: z
      .int()
      .nullable()
      .describe('1 for the first look of the plan; null if the effects of this analysis must not be read.'),
    queries: z.array(querySchema),
    sampleRatioWaivers: z
      .array(sampleRatioWaiverSchema)
      .describe(
        'Sample ratio waivers of the run, oldest first; an analysis takes earlier ones into account.',
      ),
  })
  .meta({ id: 'Analysis', description: 'A stored analysis, as it was computed.' });

/** A stored analysis as every door shows it, with the configuration that its run froze. */
export type AnalysisView = DeepReadonly<
  Omit<z.output<typeof analysisSchema>, 'configuration'> & { configuration: RunConfiguration }
>;

export const analysisPageSchema = z
  .object({ analyses: z.array(z.object(analysisFields)), next: nextField })
  .meta({
    id: 'AnalysisPage',
    description: 'Analyses, newest first.',
  });

export const holdoutAnalysisSchema = z
  .object({
    holdout: holdoutSchema,
    from: z.date(),
    to: z.date(),
    alphaTwoSided: z.number(),
    units: z
      .array(z.object({ variant: z.string(), units: z.int(), expectedShare: z.number() }))
      .describe('Held-out units first, as the control.'),
    sampleRatio: outcomeOf(sampleRatioSchema),
    sampleRatioAlarm: z.boolean(),
    metrics: z.array(metricResultSchema),
    shipped: z
      .array(z.object({ experiment: z.string(), name: z.string(), variant: z.string(), endedAt: z.date() }))
      .describe('Variants shipped by the end of the period and still served.'),
    experiments: z.array(z.string()).describe('Experiments of the period whose runs exclude the holdout.'),
    engineVersion: z.string(),
    queries: z.array(querySchema),
  })
  .meta({
    id: 'HoldoutAnalysis',
    description: 'Holdout units compared with all others, metric by metric.',
  });

export type HoldoutAnalysis = DeepReadonly<z.output<typeof holdoutAnalysisSchema>>;

export const programSchema = z
  .looseObject({
    experiments: z.array(
      z.looseObject({
        identity: z.looseObject({
          key: z.string(),
          name: z.string(),
          hypothesis: z.string(),
          runNumber: z.int(),
          isRestarted: z
            .boolean()
            .describe('True if a later run of the experiment follows in the same environment.'),
          endedAt: z.date(),
        }),
        outcome: z
          .enum(PROGRAM_OUTCOMES)
          .describe(
            'powered-neutral: an improvement of the size of interest is ruled out. held-by-guardrail: an improvement is shown (in a roll-out none has to be), and a guardrail is not shown to be within its margin. inconclusive: nothing was shown, nothing ruled out.',
          ),
        primary: z
          .looseObject({
            metric: z.string(),
            variantName: z.string(),
            relativeDifference: z.number().nullable().describe('As measured.'),
            shrunkenRelativeDifference: z
              .number()
              .nullable()
              .describe('Without the part that is likely luck; null with too few effects of the metric.'),
            shrunkenStandardDeviation: z.number().nullable(),
          })
          .nullable(),
      }),
    ),
    counts: z.record(z.string(), z.int()).describe('Numbers of ended runs by outcome.'),
    learningRate: outcomeOf(z.number()).describe(
      'Share of all ended runs that are won, harmed or powered-neutral; invalid and not analysed ones count among all.',
    ),
    winRate: outcomeOf(z.number()).describe('Share of the valid, analysed runs that won.'),
    usualMoves: z.array(
      z.looseObject({
        metric: z.string(),
        experiments: z.int().describe('Ended, valid runs.'),
        effects: z.int().describe('All variants of these runs.'),
        usualSize: outcomeOf(z.number()).describe(
          'Standard deviation of the true relative changes around 0, without the noise of measuring them.',
        ),
        medianSize: z.number().describe('Of the changes as measured, without sign.'),
        largestSize: z.number(),
      }),
    ),
  })
  .meta({ id: 'Program', description: 'Results of ended runs, latest first.' });

export const bayesianViewSchema = z
  .object({
    analysis: z.string().describe('Id of the look.'),
    runNumber: z.int(),
    metrics: z.array(metricBelievedSchema),
  })
  .meta({
    id: 'BayesianView',
    description:
      'A view, not the rule: success metrics with the prior of the other ended runs, of the 200 that ended last.',
  });

const sideSchema = z.object({ experiment: z.string(), contrast: contrastSchema });

const interactionSchema = schemaOf<Interaction>()(
  z.object({
    ratio: z
      .number()
      .describe(
        'One plus the relative effect of the first with the second on, over the same with the second off; 1: no interaction.',
      ),
    interval: intervalSchema.describe('Of the ratio.'),
    logRatioOfRatios: z.number(),
    standardError: z.number().describe('Of the natural logarithm of the ratio.'),
    statistic: z
      .number()
      .describe('(logRatioOfRatios / standardError)^2, chi-squared with one degree of freedom.'),
    pTwoSided: z.number(),
  }),
);

export const interactionScanSchema = z
  .looseObject({
    scannedAt: z.date(),
    alphaTwoSided: z.number(),
    pairs: z
      .array(z.object({ first: z.string(), second: z.string(), units: z.number(), measured: z.boolean() }))
      .describe('Pairs of experiments that share units, most shared first.'),
    interactions: z.array(
      z.looseObject({
        metric: z.string(),
        first: sideSchema,
        second: sideSchema,
        units: z.array(z.number()).length(4),
        interaction: outcomeOf(interactionSchema),
        adjustedP: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'InteractionScan', description: 'Possible interactions, smallest p first.' });
