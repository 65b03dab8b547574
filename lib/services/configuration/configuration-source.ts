import { z } from 'zod';
import type { StoredKey } from '../../auth/keys-ring';
import type { AssignableExperiment } from '../../assignment/configuration';
import { targetingSchema } from '../experiments/targeting-schema';

/** A running run: what assignment needs of it, and the id that its exposures carry. */
export interface ServedRun extends AssignableExperiment {
  readonly runId: number;
}

export interface EnvironmentConfiguration {
  readonly id: number;
  readonly workspaceId: string;
  readonly key: string;
  /** Raised by every change that assignment must see. */
  readonly version: number;
  readonly running: readonly ServedRun[];
  /** Keys of the workspace's experiments that are known but not running here. */
  readonly inactive: readonly string[];
}

/** Everything the data plane serves, as plain JSON: what is loaded from the database and kept on disk. */
export interface ConfigurationSource {
  readonly environments: readonly EnvironmentConfiguration[];
  readonly keys: readonly StoredKey[];
}

/** The part of a run's frozen configuration that assignment uses. The rest may change its form without stopping it. */
export const assignablePartSchema = z.object({
  coverage: z.number(),
  targeting: targetingSchema,
  variants: z.array(z.object({ key: z.string(), value: z.json(), weight: z.number() })),
});

/** Reads a configuration back from disk, where anything may have happened to it. */
export const configurationSourceSchema: z.ZodType<ConfigurationSource> = z.object({
  environments: z
    .array(
      z.object({
        id: z.int(),
        workspaceId: z.string(),
        key: z.string(),
        version: z.int(),
        running: z.array(
          assignablePartSchema.extend({ key: z.string(), run: z.int(), runId: z.int(), salt: z.string() }),
        ),
        inactive: z.array(z.string()),
      }),
    )
    .min(1),
  keys: z.array(
    z.object({
      id: z.string(),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      environmentId: z.int(),
      kind: z.enum(['secret', 'publishable']),
      name: z.string(),
      scopes: z.array(z.string()),
      allowedOrigins: z.array(z.string()),
    }),
  ),
});
