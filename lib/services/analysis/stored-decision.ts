import { z } from 'zod';
import { outcomeOf } from '../../analysis/effect-schema';
import type { RunDecision } from '../../decision/analyse-run';
import type { Reason, ReasonCode } from '../../decision/reason';

const reasonCodes = [
  'units-in-several-variants',
  'sample-ratio-mismatch',
  'segment-sample-ratio-mismatch',
  'quality-metric-differs',
  'fixed-plan-not-ended',
  'look-not-reached',
  'significantly-better',
  'non-inferior',
  'significantly-worse',
  'not-significantly-better',
  'not-significantly-worse',
  'quality-metric-agrees',
  'not-shown-non-inferior',
  'metric-cannot-say',
  'planned-size-not-reached',
] as const satisfies readonly ReasonCode[];

const reasonSchema: z.ZodType<Reason> = z.object({
  code: z.enum(reasonCodes),
  metric: z.string().nullable(),
  variant: z.string().nullable(),
  figures: z.record(z.string(), z.number()),
  segment: z.object({ attribute: z.string(), value: z.string().nullable() }).optional(),
});

const lookSchema = z.discriminatedUnion('taken', [
  z.object({
    taken: z.literal(true),
    lookFractions: z.array(z.number()),
    metricFractions: z.record(z.string(), z.array(z.number())).optional(),
    informationFraction: z.number().nullable().optional(),
  }),
  z.object({
    taken: z.literal(false),
    why: z.enum([
      'no-size-planned',
      'too-early',
      'between-looks',
      'windows-open',
      'all-looks-taken',
      'no-units',
      'metric-failed',
      'split-changed',
      'unhealthy',
    ]),
    informationFraction: z.number().nullable(),
    nextFraction: z.number().nullable(),
  }),
]);

const decisionSchema = z.object({
  outcome: z.enum(['ship', 'stop-harm', 'stop-no-effect', 'keep-running', 'invalid']),
  variant: z.string().nullable(),
  reasons: z.array(reasonSchema),
  powered: z.boolean(),
  significant: z.array(
    z.object({
      variant: z.string(),
      metric: z.string(),
      question: z.enum(['better', 'worse', 'non-inferior', 'different']),
      shown: z.object({ look: z.int(), pOneSided: z.number(), alphaOneSided: z.number() }).optional(),
    }),
  ),
});

export const runDecisionSchema: z.ZodType<RunDecision> = z
  .object({
    look: lookSchema,
    mixingVariances: z.record(z.string(), z.number()),
    decision: outcomeOf(decisionSchema),
  })
  .meta({ id: 'RunDecision' });

/** Reads a stored decision back; null where the analysis is from before decisions were kept. */
export function parseStoredDecision(stored: unknown): RunDecision | null {
  return stored === null ? null : runDecisionSchema.parse(stored);
}
