import { z } from 'zod';
import { ConflictError } from '../../errors';
import { storedActor } from '../../auth/context';
import { findWithAllRuns } from '../experiments/find-experiment';
import { textSchema } from '../../model/key';
import { runWithinReach, type StoredRun } from '../experiments/runs-within-reach';
import { alarmedAttributes, toSampleRatioWaiver } from './sample-ratio-waivers';
import { defineVerb } from '../define-verb';
import { sampleRatioWaiverSchema } from './result-answers';

export const waiveSampleRatioInput = z.strictObject({
  key: z.string(),
  run: z.int().optional().describe('Number of the run. Default: the latest.'),
  reason: textSchema(2_000)
    .regex(/\S/, 'Say why the split of these segments does not matter: it is kept with the result.')
    .trim()
    .describe('Why the split of these segments does not matter. It is kept with the result.'),
});

/**
 * Waives the sample ratio of those attributes whose segments make the run's newest analysis invalid. The next analysis does not
 * count them; stored analyses stay as they are, and another attribute's alarm counts as before. The overall sample ratio
 * cannot be waived. Throws NotFoundError, ForbiddenError, InvalidInputError, ConflictError (NEVER_STARTED, NOTHING_TO_WAIVE).
 */
export const waiveSampleRatio = defineVerb({
  name: 'waiveSampleRatio',
  permission: 'results:write',
  scope: 'environment',
  input: waiveSampleRatioInput,
  output: sampleRatioWaiverSchema,
  door: {
    summary:
      'Waive the sample ratio of the segments that make the newest analysis invalid, with a reason; the next analysis takes it into account',
    status: 201,
  },
  records: ['experiment.waive-sample-ratio'],
  change: async ({ ctx, input: { key, run: runNumber, reason }, transaction }) => {
    const experiment = await findWithAllRuns(transaction, ctx, key);
    const isWanted = ({ number }: StoredRun) => runNumber === undefined || number === runNumber;
    const run = await runWithinReach(transaction, ctx, experiment, isWanted);
    if (run === undefined) throw new ConflictError('NEVER_STARTED', `"${key}" has no such run.`);
    // An analysis takes the same lock: it heeds this waiver or is the one that it was made for.
    await transaction.$queryRaw`select id from runs where id = ${run.id} for no key update`;
    const attributes = await alarmedAttributes(transaction, run.id);
    if (attributes.length === 0) {
      throw new ConflictError(
        'NOTHING_TO_WAIVE',
        `No segment's sample ratio makes the newest analysis of run ${String(run.number)} invalid. The overall sample ratio cannot be waived.`,
      );
    }
    const stored = await transaction.sampleRatioWaiver.create({
      data: {
        runId: run.id,
        attributes: [...attributes],
        reason,
        waivedBy: storedActor(ctx),
        waivedByName: ctx.actor.label,
        waivedAt: ctx.now(),
      },
    });
    return {
      result: toSampleRatioWaiver(stored),
      audit: {
        subject: `experiment:${key}`,
        detail: { run: run.number, attributes, reason },
      },
    };
  },
});
