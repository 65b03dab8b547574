import { z } from 'zod';
import { compileConfiguration } from '../../assignment/compile-configuration';
import { explain, type Explanation } from '../../assignment/explain';
import type { ReadingDatabase } from '../../database/reader';
import { readEvidence } from '../../evidence/create-evidence';
import type { Log } from '../../log';
import { findEnvironment } from '../../auth/authorise';
import { loadServed, togetherOf } from '../../configuration/load-configuration';
import type { ServedRun } from '../../model/served-configuration';
import { findExperiment } from './find-experiment';
import { defineVerb } from '../define-verb';

const explainInput = z.strictObject({
  key: z.string(),
  environment: z.string().optional(),
  unit: z
    .string()
    .min(1, 'Name the unit.')
    .max(512, 'A unit has at most 512 characters.')
    .regex(/^[^\0]*$/, 'A unit cannot hold the NUL character.'),
  attributes: z.record(z.string(), z.json()).default({}),
});

export interface ExplainedAssignment extends Explanation {
  readonly run: number;
  /** Key of the variant that the unit gets now; null for none. */
  readonly variant: string | null;
}

/** What is malformed is told by the trail. */
const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * Why a unit gets what it gets, as of now: every rule, passed or failed, with buckets and hashes, and what it met earlier
 * where that counts. Null: the experiment is not served there. Records nothing. Throws NotFoundError, InvalidInputError.
 */
export const explainAssignment = defineVerb({
  name: 'explainAssignment',
  permission: 'experiments:read',
  scope: 'environment',
  input: explainInput,
  snapshot: true,
  read: async ({ ctx, input: { key, environment, unit, attributes } }) => {
    const { prisma } = ctx.database;
    await findExperiment(prisma, ctx, key);
    const { id } = await findEnvironment(prisma, ctx, environment);
    const served = togetherOf((await loadServed(prisma, silent, ctx.workspaceId)).get(id) ?? []);
    const compiled = compileConfiguration({ ...served, experiments: served.running }).experiments.get(key);
    if (compiled === undefined) return null;
    const kept = compiled.remembers
      ? await keptVariants(ctx.database, served.running, unit)
      : new Map<string, string>();
    const moment = {
      nowMs: ctx.now().getTime(),
      kept: (experiment: string): string | undefined => kept.get(experiment),
    };
    const explained = explain(compiled, unit, attributes, moment);
    const { run, variants } = compiled.experiment;
    const variant = explained.variantIndex === null ? undefined : variants[explained.variantIndex];
    return { ...explained, run, variant: variant?.key ?? null };
  },
});

/** Keys of the variants that the unit was exposed to first, by experiment. */
async function keptVariants(
  database: ReadingDatabase,
  running: readonly ServedRun[],
  unit: string,
): Promise<ReadonlyMap<string, string>> {
  const runIds = running.map(({ runId }) => runId);
  const met = await readEvidence(database).variantsMetInRuns(unit, runIds);
  const found = new Map(met.map(({ runId, variant }) => [runId, variant]));
  return new Map(
    running.flatMap(({ key, runId, variants }) => {
      const variant = variants[found.get(runId) ?? -1];
      return variant === undefined ? [] : [[key, variant.key] as const];
    }),
  );
}
