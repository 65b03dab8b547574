import { z } from 'zod';
import { contrastSchema } from './contrast';
import type { DeepReadonly } from './deep-readonly';
import { outcomeOf } from './effect';

/**
 * What the rule asks of a metric in a contrast. better: of a success metric. worse: of success and guardrail metrics. non-inferior and
 * beyond-margin: of a guardrail with a margin, from its two sides. different: of a quality metric. smaller: of a success metric with a
 * smallest effect of interest, that any improvement is below it.
 */
export const questionSchema = z.enum([
  'better',
  'worse',
  'non-inferior',
  'beyond-margin',
  'different',
  'smaller',
]);

export type Question = z.output<typeof questionSchema>;

/** The look at which a test first rejected, and what it was judged by there. */
const shownAtSchema = z.object({
  /** 1 for the first look. */
  look: z.int(),
  pOneSided: z.number(),
  /** Of that look. */
  alphaOneSided: z.number(),
});

export const answerSchema = z
  .object({
    contrast: contrastSchema,
    metric: z.string(),
    question: questionSchema,
    alphaOneSided: z.number().describe('Level of this test over all looks together.'),
    rejected: z
      .boolean()
      .describe('Whether it has rejected at this look or an earlier one. A rejection is not taken back.'),
    shown: shownAtSchema
      .nullable()
      .describe('Where it first rejected; null: it has not, or an engine before 8 did not keep where.'),
    adjusted: z
      .object({ p: z.number(), alpha: z.number(), look: z.int() })
      .nullable()
      .describe(
        "Adjusted for the plan's comparisons, metrics and looks, to be compared with the plan's alpha: the smallest so far, and its look. Null: no look had a figure.",
      ),
    atLook: outcomeOf(
      z.object({
        pOneSided: z.number(),
        alphaOneSided: z.number().describe('Level at this look; of an always-valid plan that of all looks.'),
      }),
    ),
  })
  .meta({ id: 'Answer', description: 'One test of the decision rule at one look, significant or not.' });

/** One test of the decision rule, significant or not. Pages read words from it, never from an interval. */
export type Answer = DeepReadonly<z.output<typeof answerSchema>>;
