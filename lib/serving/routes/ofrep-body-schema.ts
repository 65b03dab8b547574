import { z } from 'zod';
import { isPlaceholderId } from '../../assignment/placeholder-id';
import { isStorableText } from '../../ingestion/storable-json';
import { EXPECTED_TYPES, TAKEN_BY } from './expected-type';

/**
 * The body of OFREP's evaluations, in the words in which the rest of the program describes what comes from outside. Each
 * error is the protocol's code. `readOfrepContext` does the same by hand, in a tenth of the time, and is what requests go
 * through; a property test holds the two equal.
 */
const jsonObject = (error: string) =>
  z.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    { error, abort: true },
  );

const targetingKey = z
  .unknown()
  .transform((value) => (value === undefined || value === '' ? null : value))
  .pipe(
    z
      .string('INVALID_CONTEXT')
      .max(512, 'INVALID_CONTEXT')
      .refine(isStorableText, { error: 'INVALID_CONTEXT' })
      .nullable(),
  )
  .transform((unit) => (unit !== null && isPlaceholderId(unit) ? null : unit));

/** The same for the API's description, which a transform does not tell. */
export const ofrepRequestSchema = z
  .looseObject({
    context: z
      .looseObject({
        targetingKey: z
          .string()
          .max(512)
          .nullish()
          .describe(
            'The unit. Without it, only flags that are the same for every unit have a value; the others return TARGETING_KEY_MISSING.',
          ),
        'fairsplit.expose': z.unknown().optional().describe('false: records no exposure. Not an attribute.'),
        'fairsplit.type': z
          .string()
          .nullish()
          .describe(
            `Type that the code asks for: ${EXPECTED_TYPES.join(', ')}. With another type no exposure is recorded. Not an attribute.`,
          ),
      })
      .nullish()
      .describe("Evaluation context: the unit and its attributes, for targeting. No key is '__proto__'."),
  })
  .meta({ id: 'EvaluationRequest' });

export const ofrepBodySchema = jsonObject('PARSE_ERROR')
  .transform(({ context }) => context ?? {})
  .pipe(
    jsonObject('INVALID_CONTEXT').refine((context) => !Object.hasOwn(context, '__proto__'), {
      error: 'INVALID_CONTEXT',
      abort: true,
    }),
  )
  .transform(
    ({ targetingKey: unit, 'fairsplit.expose': wish, 'fairsplit.type': expected, ...attributes }) => ({
      unit,
      attributes,
      isExposure: wish !== false,
      expected: expected ?? null,
    }),
  )
  .pipe(
    z.object({
      unit: targetingKey,
      attributes: z.custom<Readonly<Record<string, unknown>>>(),
      isExposure: z.boolean(),
      expected: z
        .string('INVALID_CONTEXT')
        .toLowerCase()
        .pipe(z.enum(EXPECTED_TYPES, 'INVALID_CONTEXT').transform((type) => TAKEN_BY[type]))
        .nullable(),
    }),
  );
