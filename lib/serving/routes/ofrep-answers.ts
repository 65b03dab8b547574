import { z } from 'zod';
import { answering } from '../../protocol/route';
import { TARGETING_KEY_MISSING } from '../prepared-flag';

// What OFREP's evaluations answer, for the API's description. The texts themselves are made by `prepared-flag.ts`.

const metadata = { version: z.int(), flagSetId: z.string().describe('Key of the environment.') };

const flagSchema = z
  .object({
    key: z.string(),
    reason: z
      .enum(['SPLIT', 'TARGETING_MATCH', 'STATIC', 'DEFAULT', 'DISABLED'])
      .describe(
        'Randomised; by a rule, forced, or shipped to all but some units; shipped to everybody; none, and `cause` says why; not running.',
      ),
    variant: z.string().describe('Empty: none.'),
    value: z
      .unknown()
      .optional()
      .describe(
        "The variant's, or that of the experiment's default variant; a whole one of a `number` experiment is written 2.0. Without one, the default in the code applies.",
      ),
    metadata: z.object({
      ...metadata,
      run: z.int().optional(),
      cause: z.string().optional().describe('Why the unit gets no variant, such as NOT_TARGETED.'),
    }),
  })
  .meta({ id: 'Flag', description: 'An evaluated flag: an experiment, under its key.' });

const flagErrorSchema = z
  .object({
    key: z.string(),
    errorCode: z.literal(TARGETING_KEY_MISSING.errorCode),
    errorDetails: z.string().describe('For people: what to change.'),
  })
  .meta({ id: 'FlagError', description: 'A flag that depends on the unit, in a request without one.' });

const flagsSchema = z
  .object({
    flags: z.array(z.union([flagSchema, flagErrorSchema])),
    metadata: z.object(metadata),
    eventStreams: z
      .array(
        z.object({
          type: z.literal('sse'),
          endpoint: z.object({ requestUri: z.string() }),
          inactivityDelaySec: z.int(),
        }),
      )
      .describe('Streams of configuration changes.'),
  })
  .meta({ id: 'Flags', description: 'Every running flag for one context.' });

export const flagAnswer = answering(flagSchema);
export const flagsAnswer = { ...answering(flagsSchema), etag: 'revalidation' } as const;
