import { findEnvironment } from '../../auth/authorise';
import { experimentInputSchema } from '../../model/experiment';
import { toExperimentView } from './experiment-view';
import { findExperiment } from './find-experiment';
import { resolveReferences } from './references';
import { announceEverywhere } from './run-life';
import {
  experimentColumns,
  experimentMetricRows,
  planColumns,
  storeVariantValues,
  variantRows,
} from './store-experiment';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

/** Stores a new experiment as a draft of the caller's environment, which is production for people. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY). */
export const createExperiment = defineVerb({
  name: 'createExperiment',
  permission: 'experiments:write',
  scope: 'definitions',
  input: experimentInputSchema,
  output: experimentSchema,
  door: {
    summary: 'Create an experiment as a draft; keys of other environments can only read it',
    status: 201,
  },
  records: ['experiment.create'],
  unique: (input) => ({ what: 'an experiment', key: input.key }),
  change: async ({ ctx, input: experiment, transaction }) => {
    const metrics = await experimentMetricRows(transaction, ctx, experiment);
    const layer = await resolveReferences(transaction, ctx, experiment);
    // Its own is the one that is meant where none is named.
    const home = await findEnvironment(transaction, ctx, undefined);
    const { id } = await transaction.experiment.create({
      data: {
        workspaceId: ctx.workspaceId,
        homeId: home.id,
        ownerId: ctx.actor.kind === 'member' ? ctx.actor.id : null,
        ...experimentColumns(experiment),
        ...layer,
        variants: { create: variantRows(experiment) },
        metrics: { create: metrics },
        plan: { create: planColumns(experiment) },
      },
      select: { id: true },
    });
    await storeVariantValues(transaction, id, experiment);
    // Drafts are served as disabled; whom nobody told of this one would be told that it is unknown.
    await announceEverywhere(transaction, ctx);
    return {
      result: toExperimentView(await findExperiment(transaction, ctx, experiment.key)),
      audit: {
        subject: `experiment:${experiment.key}`,
        detail: experiment,
      },
    };
  },
});
