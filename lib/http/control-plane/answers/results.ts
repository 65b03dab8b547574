import { z } from 'zod';
import { analysisResultSchema, metricResultSchema } from '../../../analysis/analysis-result-schema';
import { outcomeOf } from '../../../analysis/effect-schema';
import { runDecisionSchema } from '../../../services/analysis/stored-decision';
import type { AnalysisPage } from '../../../services/analysis/list-analyses';
import { holdoutSchema } from './surroundings';
import { nextField } from './page';

const analysisFields = {
  id: z.string(),
  runNumber: z.int(),
  horizon: z.date().describe('The instant up to which evidence was read.'),
  engineVersion: z.string(),
  requestedBy: z.string(),
  createdAt: z.date(),
};

const querySchema = z
  .object({
    name: z.string(),
    sql: z.string(),
    parameters: z.array(z.union([z.string(), z.number(), z.null()])),
  })
  .meta({ id: 'NamedQuery', description: 'A statement behind a result, named by what it measures.' });

/** Runs keep the form of the version in which they began, so what is below is told in words. */
const configurationSchema = z
  .looseObject({})
  .describe(
    "What the run froze: variants, targeting, plan and surroundings as the experiment's, and each metric with its definition.",
  );

export const sampleRatioWaiverSchema = z
  .object({
    id: z.string(),
    attributes: z
      .array(z.string())
      .describe("The attributes whose segments' sample ratios do not count any more."),
    reason: z.string(),
    waivedBy: z.string(),
    waivedByName: z.string().describe('The name that whoever waived it had then.'),
    waivedAt: z.date(),
  })
  .meta({
    id: 'SampleRatioWaiver',
    description: "Somebody's word that the split of some segments does not make a run invalid.",
  });

export const analysisSchema = z
  .object({
    ...analysisFields,
    configuration: configurationSchema,
    result: analysisResultSchema,
    decision: runDecisionSchema
      .nullable()
      .describe('The look that this analysis was, or why it was none, and what follows for shipping.'),
    lookNumber: z
      .int()
      .nullable()
      .describe('1 for the first look of the plan; null where effects are not to be read in this analysis.'),
    queries: z.array(querySchema),
    sampleRatioWaivers: z
      .array(sampleRatioWaiverSchema)
      .describe('What was waived of the run by now, oldest first; an analysis heeds those of before it.'),
  })
  .meta({ id: 'Analysis', description: 'A stored analysis, as it was computed.' });

export const analysisPageSchema = z
  .object({ analyses: z.array(z.object(analysisFields)), next: nextField })
  .meta({
    id: 'AnalysisPage',
    description: 'Analyses, newest first.',
  }) satisfies z.ZodType<AnalysisPage>;

export const holdoutAnalysisSchema = z
  .looseObject({
    holdout: holdoutSchema,
    from: z.date(),
    to: z.date(),
    alphaTwoSided: z.number(),
    metrics: z.array(metricResultSchema),
    shipped: z
      .array(z.object({ experiment: z.string(), name: z.string(), variant: z.string(), endedAt: z.date() }))
      .describe('What was shipped by the end of the period, and is still.'),
    experiments: z
      .array(z.string())
      .describe('Experiments that ran in the period and whose runs the holdout keeps out.'),
    engineVersion: z.string(),
    queries: z.array(querySchema),
  })
  .meta({
    id: 'HoldoutAnalysis',
    description: 'The units of a holdout against all others, metric by metric.',
  });

export const programSchema = z
  .looseObject({
    experiments: z.array(
      z.looseObject({
        identity: z.looseObject({
          key: z.string(),
          name: z.string(),
          hypothesis: z.string(),
          endedAt: z.date(),
        }),
        outcome: z.enum(['won', 'harmed', 'powered-neutral', 'inconclusive', 'invalid', 'not-analysed']),
        primary: z.looseObject({ metric: z.string(), variantName: z.string() }).nullable(),
      }),
    ),
    counts: z.record(z.string(), z.int()).describe('How many experiments ended how.'),
    learningRate: outcomeOf(z.number()),
    winRate: outcomeOf(z.number()).describe('Share of the valid, analysed experiments that won.'),
    shrinkage: outcomeOf(z.number()),
    usualMoves: z.array(
      z.looseObject({
        metric: z.string(),
        experiments: z.int(),
        medianSize: z.number(),
        largestSize: z.number(),
      }),
    ),
  })
  .meta({ id: 'Program', description: 'What ended experiments have taught, the last ended first.' });

const sideSchema = z.object({ experiment: z.string(), variant: z.string() });

export const interactionScanSchema = z
  .looseObject({
    scannedAt: z.date(),
    alphaTwoSided: z.number(),
    pairs: z
      .array(z.object({ first: z.string(), second: z.string(), units: z.number(), measured: z.boolean() }))
      .describe('Pairs of experiments that share units, the most first.'),
    interactions: z.array(
      z.looseObject({
        metric: z.string(),
        first: sideSchema,
        second: sideSchema,
        units: z.array(z.number()).length(4),
        interaction: outcomeOf(z.looseObject({})),
        adjustedP: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'InteractionScan', description: 'Effects that may depend on one another, smallest p first.' });
