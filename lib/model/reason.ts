import { z } from 'zod';
import { questionSchema } from './answer';
import type { DeepReadonly } from './deep-readonly';

const segmentSchema = z.object({ attribute: z.string(), value: z.string().nullable() });

export const reasonSchema = z.object({
  code: z.enum([
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
    'beyond-margin',
    'not-shown-beyond-margin',
    'improvement-ruled-out',
    'improvement-not-ruled-out',
    'improvement-still-possible',
    'conditional-power-low',
    'conditional-power-left',
    'metric-cannot-say',
    'planned-size-not-reached',
    'planned-by-days',
  ]),
  metric: z.string().nullable(),
  variant: z.string().nullable(),
  /** Probabilities, fractions and the level they were held against, by name. */
  figures: z.record(z.string(), z.number()),
  /** Where it speaks of one segment; the value is null for units without the attribute. */
  segment: segmentSchema.optional(),
  /** Of `metric-cannot-say`: the question that has no figure; left out: none of the metric's has one, and in decisions from before it was kept. */
  question: questionSchema.optional(),
});

/** Why a decision is what it is, as data: what was compared, and the figures that settled it. */
export type Reason = DeepReadonly<z.output<typeof reasonSchema>>;

export type ReasonCode = Reason['code'];

export function reason(
  code: ReasonCode,
  about: {
    readonly metric?: string;
    readonly variant?: string;
    readonly segment?: NonNullable<Reason['segment']>;
    readonly question?: NonNullable<Reason['question']>;
  },
  figures: Reason['figures'],
): Reason {
  const { metric = null, variant = null, segment, question } = about;
  return {
    ...{ code, metric, variant, figures },
    ...(segment !== undefined && { segment }),
    ...(question !== undefined && { question }),
  };
}
