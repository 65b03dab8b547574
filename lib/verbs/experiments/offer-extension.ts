import { z } from 'zod';
import { outcomeOf } from '../../model/effect';
import { cannotSay } from '../../statistics/outcome';
import { defineVerb } from '../define-verb';
import { servedEnvironmentField } from '../input-fields';
import { extensionRefusal, extensionStanding } from './extension-standing';
import { findWithAllRuns } from './find-experiment';
import { offeredExtension } from './offered-extension';
import { activeRun } from './runs-within-reach';

const extensionOfferSchema = z
  .object({
    run: z.int(),
    plannedUnits: z.int().nullable().describe('As extended so far; null: no size was planned.'),
    plannedDays: z.int().nullable(),
    maturedUnits: z.int().describe('As of the newest analysis.'),
    looksTaken: z.int().describe('From the first look on, no more units than are offered may be planned.'),
    newUnitsADay: outcomeOf(z.number()).describe('Mean of the last whole days, seven at most.'),
    refusal: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .describe('Why the plan is not to be extended; null: it may be.'),
    offer: outcomeOf(
      z.object({
        units: z.int().describe('Over all variants; the planned units where these are enough.'),
        days: z.int().nullable().describe('Since the start, at the present intake; null: it cannot be said.'),
      }),
    ).describe(
      "Size at which the plan has its power, from the run's own intake and the spread of all units together.",
    ),
  })
  .meta({ id: 'ExtensionOffer', description: 'What an extension of a running plan would be; blinded.' });

export type ExtensionOffer = z.output<typeof extensionOfferSchema>;

/**
 * What size the plan of the active run needs, from what does not depend on effects: a dry run of `extendPlan`. Stores nothing. Throws
 * NotFoundError, ConflictError (NOT_RUNNING, SEVERAL_ENVIRONMENTS) and TooManyAnalysesError.
 */
export const offerExtension = defineVerb({
  name: 'offerExtension',
  permission: 'results:read',
  scope: 'environment',
  input: z.strictObject({ key: z.string(), environment: servedEnvironmentField }),
  output: extensionOfferSchema,
  door: {
    summary: 'Read which size the plan of the active run needs, by pooled variance and intake',
    hasOutcomes: true,
  },
  read: async ({ ctx, input: { key, environment } }) => {
    const { prisma } = ctx.database;
    const experiment = await findWithAllRuns(prisma, ctx, key);
    const run = await activeRun(prisma, ctx, experiment, environment);
    const standing = await extensionStanding(prisma, run, ctx.now());
    const refusal = extensionRefusal(standing);
    const { configuration, maturedUnits, looksTaken, newUnitsADay } = standing;
    const { plannedUnits, plannedDays } = configuration.plan;
    return {
      run: run.number,
      plannedUnits,
      plannedDays,
      maturedUnits,
      looksTaken,
      newUnitsADay,
      refusal,
      offer:
        refusal === null
          ? await offeredExtension(standing)
          : cannotSay('invalid-input', 'plan-not-to-be-extended'),
    };
  },
});
