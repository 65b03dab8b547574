import { z } from 'zod';
import type {
  AssignableAudience,
  AssignableExperiment,
  AssignableHoldout,
  AssignableLayer,
} from '../assignment/configuration';
import { VALUE_TYPES } from '../assignment/value-type';
import { targetingSchema } from './targeting';
import { jsonValueSchema } from './json-value';
import type { DeepReadonly } from './deep-readonly';
import { schemaOf } from './schema-of';

/** Where nothing is known, a value is written as it stands. */
export const servedValueType = z.enum(VALUE_TYPES).catch('json');

/**
 * The part of a run's frozen configuration that assignment uses. The rest may change its form without stopping it; what
 * came later has a default, so that runs and files stored before it are read.
 */
const assignablePartSchema = z.object({
  coverage: z.number(),
  targeting: targetingSchema,
  variants: z.array(
    z.object({ key: z.string(), value: jsonValueSchema, weight: z.number(), reach: z.number().default(1) }),
  ),
  layer: z
    .object({ key: z.string(), ranges: z.array(z.tuple([z.number(), z.number()])) })
    .nullable()
    .default(null),
  holdouts: z.array(z.string()).default([]),
  startsAt: z.number().nullable().default(null),
  endsAt: z.number().nullable().default(null),
  intake: z.enum(['open', 'closed']).default('open'),
  shipped: z.string().nullable().default(null),
  sticky: z.boolean().default(false),
  forced: z
    .array(
      z.object({
        hash: z
          .number()
          .describe("MurmurHash3 of the unit, seeded with that of the run's salt and `/forced`."),
        check: z.number().optional().describe('The other half of 64 bits: the same with `/forced-check`.'),
        variant: z.string(),
      }),
    )
    .default([]),
  prerequisite: z
    .object({ experiment: z.string(), variants: z.array(z.string()) })
    .nullable()
    .default(null),
  defaultVariant: z.string().nullable().default(null),
});

const runSchema = schemaOf<AssignableExperiment>()(
  assignablePartSchema.extend({ key: z.string(), run: z.int(), salt: z.string() }),
);

const servedRunSchema = runSchema.extend({ runId: z.int(), valueType: servedValueType });

/** A running run: what assignment needs of it, the id that its exposures carry, and how its values are written. */
export type ServedRun = DeepReadonly<z.output<typeof servedRunSchema>>;

/** What the runs refer to, and which experiments are known and do not run. */
const beside = {
  layers: z.array(schemaOf<AssignableLayer>()(z.object({ key: z.string(), salt: z.string() }))).default([]),
  holdouts: z
    .array(
      schemaOf<AssignableHoldout>()(
        z.object({
          key: z.string(),
          salt: z.string(),
          share: z.number(),
          layer: z.string().nullable().default(null),
        }),
      ),
    )
    .default([]),
  audiences: z
    .array(schemaOf<AssignableAudience>()(z.object({ key: z.string(), rule: targetingSchema })))
    .default([]),
  /** Keys of the workspace's experiments that are known but not running here. */
  inactive: z.array(z.string()),
};

/** What a local SDK is given of an environment, for the API's description. */
export const servedConfigurationSchema = z
  .object({
    environment: z.string(),
    version: z.int(),
    experiments: z.array(runSchema.meta({ id: 'AssignableExperiment' })),
    ...beside,
  })
  .meta({ id: 'Configuration', description: 'Everything that assignment in one environment depends on.' });

const environmentSchema = z.object({
  id: z.int(),
  workspaceId: z.string(),
  key: z.string(),
  /** Raised by every change that assignment must see. */
  version: z.int(),
  running: z.array(servedRunSchema),
  ...beside,
});

export type EnvironmentConfiguration = DeepReadonly<z.output<typeof environmentSchema>>;

const storedKeySchema = z.object({
  id: z.string(),
  /** SHA-256 of the key, in hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  environmentId: z.int(),
  // A file of an earlier version knows keys of one environment alone.
  reach: z.enum(['environment', 'workspace']).default('environment'),
  kind: z.enum(['secret', 'publishable']),
  name: z.string(),
  scopes: z.array(z.string()),
  /** Origins from which a browser may use a publishable key; empty means any. */
  allowedOrigins: z.array(z.string()),
  /** Epoch milliseconds; null: it does not expire. A file of an earlier version says nothing of it. */
  expiresAtMs: z.number().nullable().default(null),
  /** The token before the last rotation, and until when it works. */
  previous: z
    .object({ hash: z.string().regex(/^[0-9a-f]{64}$/), endsAtMs: z.number() })
    .nullable()
    .default(null),
});

/** A key that is not revoked, as stored. It may be over by now. */
export type StoredKey = DeepReadonly<z.output<typeof storedKeySchema>>;

/** Reads a configuration back from disk, where anything may have happened to it. */
export const configurationSourceSchema = z.object({
  environments: z.array(environmentSchema).min(1),
  keys: z.array(storedKeySchema),
});

/** Everything the data plane serves, as plain JSON: what is loaded from the database and kept on disk. */
export type ConfigurationSource = DeepReadonly<z.output<typeof configurationSourceSchema>>;
