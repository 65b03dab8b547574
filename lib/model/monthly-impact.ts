import { z } from 'zod';
import { contrastSchema } from './contrast';
import type { DeepReadonly } from './deep-readonly';
import { intervalSchema, outcomeOf } from './effect';

export const monthlyImpactSchema = z
  .object({
    metric: z.string(),
    contrast: contrastSchema,
    impact: outcomeOf(
      z.object({
        unitsPerMonth: z.number(),
        change: z.number().describe('As measured: the difference per unit times the units.'),
        lower: outcomeOf(z.number()).describe('Lower end of `ruleInterval` times the units.'),
        upper: outcomeOf(z.number()),
        allowingForStop: z
          .object({
            look: z.int(),
            change: z.number(),
            interval: intervalSchema,
            alphaOneSided: intervalSchema.describe('One-sided levels of its ends.'),
          })
          .nullable()
          .describe(
            'After an early stop: the estimate that allows for it, with its interval, times the units. Null also where `stoppedRefusals` of the decision say why there is none.',
          ),
      }),
    ),
  })
  .meta({
    id: 'MonthlyImpact',
    description:
      "A metric's change in 30 days if everybody got the variant and not the control, in the metric's unit; of shares in units.",
  });

/** What shipping a variant to everybody would change in a month. */
export type MonthlyImpact = DeepReadonly<z.output<typeof monthlyImpactSchema>>;
