import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly';
import { outcomeOf } from './effect';

const basisSchema = z.object({
  treatment: z.string().describe('Key of the variant with the least precise difference.'),
  controlUnits: z.number().describe('Units of the control that count for the metric.'),
  treatmentToControlRatio: z.number(),
  mean: z.number().describe('Of the units of all variants together.'),
  variance: z.number().describe("Of a unit's value within its variant, after covariates and strata."),
});

export const detectableEffectSchema = z
  .object({
    metric: z.string(),
    question: z.enum(['better', 'non-inferior']),
    alphaOneSided: z.number().describe('Level of the test over all looks.'),
    power: z.number().describe('Chance to find the effect.'),
    units: z.int().describe('Units of all variants that count for the metric.'),
    relative: outcomeOf(
      basisSchema.extend({
        relative: z
          .number()
          .describe(
            'Smallest change that is found, or smallest margin that is shown if nothing changes; a share of the size of the mean, above 0.',
          ),
      }),
    ),
  })
  .meta({
    id: 'DetectableEffect',
    description:
      'What the test of a metric can find with the units of an analysis, whatever the effect is; of a success metric or a guardrail with a margin.',
  });

/** What a metric's test can find now; stored with an analysis. */
export type DetectableEffect = DeepReadonly<z.output<typeof detectableEffectSchema>>;

export type DetectableBasis = DeepReadonly<z.output<typeof basisSchema>>;
