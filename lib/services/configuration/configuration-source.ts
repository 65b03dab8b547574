import { z } from 'zod';
import type { StoredKey } from '../../auth/keys-ring';
import type {
  AssignableAudience,
  AssignableExperiment,
  AssignableHoldout,
  AssignableLayer,
} from '../../assignment/configuration';
import { VALUE_TYPES, type ValueType } from '../../assignment/value-type';
import { targetingSchema } from '../experiments/targeting-schema';
import { jsonValueSchema } from '../input-fields';

/** A running run: what assignment needs of it, the id that its exposures carry, and how its values are written. */
export interface ServedRun extends AssignableExperiment {
  readonly runId: number;
  readonly valueType: ValueType;
}

export interface EnvironmentConfiguration {
  readonly id: number;
  readonly workspaceId: string;
  readonly key: string;
  /** Raised by every change that assignment must see. */
  readonly version: number;
  readonly running: readonly ServedRun[];
  readonly layers: readonly AssignableLayer[];
  readonly holdouts: readonly AssignableHoldout[];
  readonly audiences: readonly AssignableAudience[];
  /** Keys of the workspace's experiments that are known but not running here. */
  readonly inactive: readonly string[];
}

/** Everything the data plane serves, as plain JSON: what is loaded from the database and kept on disk. */
export interface ConfigurationSource {
  readonly environments: readonly EnvironmentConfiguration[];
  readonly keys: readonly StoredKey[];
}

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
});

const runSchema = assignablePartSchema.extend({ key: z.string(), run: z.int(), salt: z.string() });

/** What the runs refer to, and which experiments are known and do not run. */
const beside = {
  layers: z.array(z.object({ key: z.string(), salt: z.string() })).default([]),
  holdouts: z
    .array(
      z.object({
        key: z.string(),
        salt: z.string(),
        share: z.number(),
        layer: z.string().nullable().default(null),
      }),
    )
    .default([]),
  audiences: z.array(z.object({ key: z.string(), rule: targetingSchema })).default([]),
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

/** Reads a configuration back from disk, where anything may have happened to it. */
export const configurationSourceSchema: z.ZodType<ConfigurationSource> = z.object({
  environments: z
    .array(
      z.object({
        id: z.int(),
        workspaceId: z.string(),
        key: z.string(),
        version: z.int(),
        running: z.array(runSchema.extend({ runId: z.int(), valueType: servedValueType })),
        ...beside,
      }),
    )
    .min(1),
  keys: z.array(
    z.object({
      id: z.string(),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      environmentId: z.int(),
      // A file of an earlier version knows keys of one environment alone.
      reach: z.enum(['environment', 'workspace']).default('environment'),
      kind: z.enum(['secret', 'publishable']),
      name: z.string(),
      scopes: z.array(z.string()),
      allowedOrigins: z.array(z.string()),
    }),
  ),
});
