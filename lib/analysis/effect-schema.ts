import { z } from 'zod';
import type { Effect } from '../statistics/effect';
import type { NonInferiorityTest } from '../statistics/effects/non-inferiority';
import type { CannotSay } from '../statistics/outcome';

// Effects as a stored analysis has them.

const cannotSaySchema: z.ZodType<CannotSay> = z
  .object({
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
    detail: z.string(),
  })
  .meta({ id: 'CannotSay', description: 'There is no figure, and this is why.' });

/** A value, or why there is none. */
export function outcomeOf<Value>(value: z.ZodType<Value>) {
  return z.union([z.object({ ok: z.literal(true), value }), cannotSaySchema]);
}

export const intervalSchema = z.object({ lower: z.number(), upper: z.number() }).meta({ id: 'Interval' });

// JSON has no infinity: the normal distribution of a quantile is stored as null.
const degreesOfFreedomSchema = z
  .number()
  .nullable()
  .transform((degreesOfFreedom) => degreesOfFreedom ?? Infinity)
  .register(z.globalRegistry, {
    type: ['number', 'null'],
    description: 'null: infinitely many, the normal distribution.',
  });

export const effectSchema: z.ZodType<Effect> = z
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
  })
  .meta({
    id: 'Effect',
    description: 'The difference of a variant from the control, with its test and interval.',
  });

export const nonInferioritySchema: z.ZodType<NonInferiorityTest> = z
  .object({
    distanceToMargin: z.number(),
    standardError: z.number(),
    degreesOfFreedom: degreesOfFreedomSchema,
    statistic: z.number(),
    p: z.number(),
    nonInferior: z.boolean(),
    lowerBound: z.number(),
  })
  .meta({ id: 'NonInferiority' });
