import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { refusingDuplicates } from '../duplicate-key';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { experimentInputSchema } from './experiment-input';
import { experimentViewInclude, toExperimentView, type ExperimentView } from './experiment-view';
import { resolveReferences } from './references';
import { announceEverywhere } from './run-life';
import { experimentColumns, experimentMetricRows, planColumns, variantRows } from './store-experiment';

/** Stores a new experiment as a draft. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY). */
export async function createExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write', 'definitions');
  const experiment = parseInput(experimentInputSchema, input);
  return refusingDuplicates('an experiment', experiment.key, () =>
    inTransaction(ctx.database, async (transaction) => {
      const metrics = await experimentMetricRows(transaction, ctx, experiment);
      const layer = await resolveReferences(transaction, ctx, experiment);
      const stored = await transaction.experiment.create({
        data: {
          workspaceId: ctx.workspaceId,
          ownerId: ctx.actor.kind === 'member' ? ctx.actor.id : null,
          ...experimentColumns(experiment),
          ...layer,
          variants: { create: variantRows(experiment) },
          metrics: { create: metrics },
          plan: { create: planColumns(experiment) },
        },
        include: experimentViewInclude,
      });
      // Drafts are served as disabled; whom nobody told of this one would be told that it is unknown.
      await announceEverywhere(transaction, ctx);
      await recordAudit(transaction, ctx, {
        action: 'experiment.create',
        subject: `experiment:${experiment.key}`,
        detail: experiment,
      });
      return toExperimentView(stored);
    }),
  );
}
