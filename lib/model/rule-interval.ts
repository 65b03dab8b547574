import { z } from 'zod';
import { questionSchema } from './answer';
import type { DeepReadonly } from './deep-readonly';
import { outcomeOf } from './effect';

const endSchema = z
  .object({
    question: questionSchema.describe('The test that rejects exactly when this end lies beyond its limit.'),
    alphaOneSided: z.number().describe('Level of that test over all looks.'),
    alphaOneSidedAtLook: z
      .number()
      .describe('Its level at this look; of an always-valid plan that of all looks.'),
    difference: outcomeOf(z.number()),
    relative: outcomeOf(z.number()),
  })
  .meta({ id: 'RuleIntervalEnd' });

/** One end of the interval that the rule goes by. */
export type RuleIntervalEnd = DeepReadonly<z.output<typeof endSchema>>;

export const ruleIntervalSchema = z
  .object({
    lower: endSchema,
    upper: endSchema,
    improvement: endSchema
      .optional()
      .describe(
        'Of a success metric: the end beyond which an improvement is ruled out, at the level of `smaller`. What is said to be possible is said from it.',
      ),
  })
  .meta({
    id: 'RuleInterval',
    description: "The interval that the plan's rule goes by: each end has the level of its own test.",
  });

/** The interval that the plan's rule goes by; two ends with two levels. */
export type RuleInterval = DeepReadonly<z.output<typeof ruleIntervalSchema>>;
