import { z } from 'zod';
import { compileConfiguration } from '../../assignment/compile-configuration';
import { explain, type Explanation } from '../../assignment/explain';
import { inTransaction, type Transaction } from '../../database/client';
import type { Log } from '../../log';
import { authorise, findEnvironment } from '../authorise';
import { loadServed, togetherOf } from '../configuration/load-configuration';
import type { ServedRun } from '../configuration/configuration-source';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { findExperiment } from './find-experiment';

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
export async function explainAssignment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExplainedAssignment | null> {
  authorise(ctx, 'experiments:read', 'environment');
  const { key, environment, unit, attributes } = parseInput(explainInput, input);
  return inTransaction(
    ctx.database,
    async (transaction) => {
      await findExperiment(transaction, ctx, key);
      const { id } = await findEnvironment(transaction, ctx, environment);
      const served = togetherOf((await loadServed(transaction, silent, ctx.workspaceId)).get(id) ?? []);
      const compiled = compileConfiguration({ ...served, experiments: served.running }).experiments.get(key);
      if (compiled === undefined) return null;
      const kept = compiled.remembers
        ? await keptVariants(transaction, served.running, unit)
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
    { isolation: 'RepeatableRead' },
  );
}

/** Keys of the variants that the unit was exposed to first, by experiment. */
async function keptVariants(
  transaction: Transaction,
  running: readonly ServedRun[],
  unit: string,
): Promise<ReadonlyMap<string, string>> {
  const exposures = await transaction.$queryRaw<{ run_id: number; variant: number }[]>`
    select run_id, variant from exposures
    where run_id = any(${running.map(({ runId }) => runId)}::int[])
      and unit_hash = hashtextextended(${unit}::text, 0) and unit = ${unit}::text`;
  const found = new Map(exposures.map(({ run_id, variant }) => [run_id, variant]));
  return new Map(
    running.flatMap(({ key, runId, variants }) => {
      const variant = variants[found.get(runId) ?? -1];
      return variant === undefined ? [] : [[key, variant.key] as const];
    }),
  );
}
