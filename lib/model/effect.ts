import { z } from 'zod';
import type { Effect, Interval } from '../statistics/effect';
import type { CannotSay } from '../statistics/outcome';
import { cannotSayMessages } from '../sentences/cannot-say';
import { schemaOf } from './schema-of';

// What lib/statistics computes, as a stored analysis has it.

const refusedSchema = z.object({
  ok: z.literal(false),
  reason: z.enum([
    'invalid-input',
    'too-few-units',
    'no-variance',
    'control-mean-not-distinguishable-from-zero',
    'look-not-reached',
    'split-changed',
    'not-computable',
  ]),
});

export const cannotSaySchema = schemaOf<CannotSay>()(
  z
    .union([
      refusedSchema.extend({
        message: z.enum(cannotSayMessages),
        parameters: z.record(z.string(), z.union([z.number(), z.string()])),
      }),
      // Of results stored before codes, and of a server whose codes this version does not know.
      refusedSchema.extend({ detail: z.string() }),
    ])
    // Answers have the sentence beside the code, which no result stores: so their form is written out.
    .transform((refusal): CannotSay => refusal)
    .register(z.globalRegistry, {
      id: 'CannotSay',
      description: 'There is no figure, with the reason.',
      type: 'object',
      properties: {
        ok: { const: false },
        reason: { type: 'string', enum: refusedSchema.shape.reason.options },
        detail: { type: 'string', description: 'For people: what is missing or would have to change.' },
        message: {
          type: 'string',
          description:
            'A stable code of the sentence in `detail`; absent in results stored before there were codes. More codes may follow.',
        },
        parameters: {
          type: 'object',
          additionalProperties: { type: ['number', 'string'] },
          description: 'Figures and names in the sentence, by name; there where `message` is.',
        },
      },
      required: ['ok', 'reason', 'detail'],
    }),
);

/** A value, or why there is none. */
export function outcomeOf<Schema extends z.ZodType>(value: Schema) {
  return z.union([z.object({ ok: z.literal(true), value }), cannotSaySchema]);
}

export const intervalSchema = schemaOf<Interval>()(
  z.object({ lower: z.number(), upper: z.number() }).meta({ id: 'Interval' }),
);

// JSON has no infinity: the normal distribution of a quantile is stored as null.
const degreesOfFreedomSchema = z
  .number()
  .nullable()
  .transform((degreesOfFreedom) => degreesOfFreedom ?? Infinity)
  .register(z.globalRegistry, {
    type: ['number', 'null'],
    description: 'null: infinitely many, the normal distribution.',
  });

export const effectSchema = schemaOf<Effect>()(
  z
    .object({
      difference: z.number(),
      standardError: z.number(),
      degreesOfFreedom: degreesOfFreedomSchema,
      statistic: z.number(),
      pTwoSided: z.number(),
      pGreater: z.number(),
      pLess: z.number(),
      interval: intervalSchema,
      relative: outcomeOf(z.object({ difference: z.number(), interval: intervalSchema })),
      skewness: z
        .number()
        .optional()
        .describe(
          'Skewness of the difference; absent: not known. Tests that it takes past 1.25 times their level say nothing.',
        ),
      method: z
        .enum(['welch', 'mid-p'])
        .optional()
        .describe(
          'How p and the intervals were found: absent is Welch; mid-p is exact, for few events. Where all or no units of each arm have one, the standard error is that of the largest variance of a share, 1/4.',
        ),
    })
    .meta({
      id: 'Effect',
      description: 'The difference of a variant from the control, with its test and interval.',
    }),
);

export const marginTestSchema = z
  .object({
    distanceToMargin: z.number(),
    standardError: z.number(),
    degreesOfFreedom: degreesOfFreedomSchema,
    statistic: z.number(),
    p: z.number(),
    /** Not of engines before 8. */
    pBeyond: z.number().optional(),
    /** Of engines before 8, at the level of the interval then; since then `answers` of the decision say it. */
    nonInferior: z.boolean().optional(),
    lowerBound: z.number().optional(),
  })
  .meta({
    id: 'MarginTest',
    description: 'Whether a variant is on the good side of a margin, and whether beyond it.',
  });
