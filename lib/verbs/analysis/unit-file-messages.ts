import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly';
import { attributeCovariateSchema } from '../../model/metrics/attribute-covariates';

// What unit-file-stream.ts and its thread say to each other. Each message of the stream but the order asks for one piece.

/** Which rows of units go into a file, and how: plain data, which the thread is started with. */
export const unitFileOrder = z.strictObject({
  databaseUrl: z.string(),
  runId: z.int(),
  environmentId: z.int(),
  horizon: z.date(),
  endedAt: z.date().nullable(),
  /** As it is stored with the run. */
  configuration: z.unknown(),
  /** Keys of the metrics whose values are written, in their order. */
  metrics: z.array(z.string()),
  /** How the analysis found the attributes of metrics' covariates. */
  attributes: z.array(z.object({ key: z.string(), attributes: z.array(attributeCovariateSchema) })),
  format: z.enum(['csv', 'parquet']),
});

export type UnitFileOrder = DeepReadonly<z.output<typeof unitFileOrder>>;

/** What the thread answers: a piece of the file, that there are no more, or what went wrong. */
export const unitFileAnswer = z.union([
  z.strictObject({ piece: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  z.strictObject({ isOver: z.literal(true) }),
  z.strictObject({ failure: z.strictObject({ message: z.string(), code: z.string().nullable() }) }),
]);

export type UnitFileAnswer = z.output<typeof unitFileAnswer>;
