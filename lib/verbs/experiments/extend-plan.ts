import { z } from 'zod';
import { storedActor } from '../../auth/context';
import { ConflictError } from '../../errors';
import { experimentSchema } from '../../model/experiment-view';
import { textSchema } from '../../model/key';
import { planSchema } from '../../model/plan';
import type { PlanExtension } from '../../model/plan-extension';
import type { Outcome } from '../../statistics/outcome';
import { cannotSaySentence } from '../../sentences/cannot-say';
import { defineVerb } from '../define-verb';
import { servedEnvironmentField } from '../input-fields';
import { toStoredJson } from '../stored-json';
import { extensionRefusal, extensionStanding, type ExtensionStanding } from './extension-standing';
import { toExperimentView } from './experiment-view';
import { experimentRunsRow, findExperiment, findWithAllRuns } from './find-experiment';
import { offeredExtension, type OfferedExtension } from './offered-extension';
import { activeRun } from './runs-within-reach';

const { plannedUnits: unitsField, plannedDays: daysField } = planSchema.shape;

const extendPlanInput = z
  .strictObject({
    key: z.string(),
    version: z.int().optional(),
    environment: servedEnvironmentField,
    plannedUnits: unitsField
      .unwrap()
      .unwrap()
      .optional()
      .describe('Not less than before; after a look at most what is offered.'),
    plannedDays: daysField.unwrap().unwrap().optional().describe('Since the start; not less than before.'),
    reason: textSchema(2_000)
      .regex(/\S/, 'Say why the plan is extended: it is kept with the run.')
      .trim()
      .describe('Why. It is kept with the run and shown with its results.'),
  })
  .refine(
    ({ plannedUnits, plannedDays }) => plannedUnits !== undefined || plannedDays !== undefined,
    'Say what is raised: "plannedUnits", "plannedDays" or both.',
  )
  .meta({ minProperties: 2 });

/**
 * Raises the planned units, or days, of the active run without starting anew; what looks have spent of alpha stays spent (docs/decisions/0066). Once a look
 * was taken, units are raised to what pooled variance asks for at most. Throws NotFoundError, InvalidInputError, VersionMismatchError,
 * TooManyAnalysesError and ConflictError (NOT_RUNNING, SEVERAL_ENVIRONMENTS, NO_EXTENSION_NEEDED, NO_SIZE_PLANNED, LAST_LOOK_TAKEN, PLANNED_END_REACHED,
 * PLAN_ONLY_GROWS, BEYOND_OFFER).
 */
export const extendPlan = defineVerb({
  name: 'extendPlan',
  permission: 'experiments:write',
  scope: 'environment',
  input: extendPlanInput,
  output: experimentSchema,
  door: { summary: 'Raise the planned size of the active run, without starting anew', ifMatch: 'optional' },
  records: ['experiment.extend-plan'],
  edits: experimentRunsRow,
  prepare: async ({ ctx, input: { key, environment, plannedUnits } }) => {
    const { prisma } = ctx.database;
    const run = await activeRun(prisma, ctx, await findWithAllRuns(prisma, ctx, key), environment);
    const standing = await extensionStanding(prisma, run, ctx.now());
    const isBounded = plannedUnits !== undefined && standing.looksTaken > 0;
    return isBounded && extensionRefusal(standing) === null ? offeredExtension(standing) : null;
  },
  change: async ({
    ctx,
    input: { key, environment, plannedUnits, plannedDays, reason },
    stored,
    transaction,
    prepared: offer,
  }) => {
    const run = await activeRun(transaction, ctx, stored, environment);
    // An analysis takes the same lock: it goes by this extension, or this one knows its look.
    await transaction.$queryRaw`select id from runs where id = ${run.id} for no key update`;
    const now = ctx.now();
    const standing = await extensionStanding(transaction, run, now);
    const { plan } = standing.configuration;
    const refused = extensionRefusal(standing);
    if (refused !== null) throw new ConflictError(refused.code, refused.detail);
    const raised = raisedPlan(standing, { plannedUnits, plannedDays }, offer);
    const extension: PlanExtension = {
      at: now.toISOString(),
      by: storedActor(ctx),
      byName: ctx.actor.label,
      reason,
      maturedUnits: standing.maturedUnits,
      ...raised,
      offeredUnits: offer?.ok === true ? offer.value.units : null,
    };
    await transaction.run.update({
      where: { id: run.id },
      data: { extensions: toStoredJson([...(plan.extensions ?? []), extension]) },
    });
    await transaction.experiment.update({ where: { id: stored.id }, data: { version: { increment: 1 } } });
    return {
      result: toExperimentView(await findExperiment(transaction, ctx, key)),
      audit: {
        subject: `experiment:${key}`,
        detail: { run: run.number, environment: run.environment.key, ...extension },
      },
    };
  },
});

interface Wanted {
  readonly plannedUnits: number | undefined;
  readonly plannedDays: number | undefined;
}

/** From what to what. Throws ConflictError (PLAN_ONLY_GROWS, BEYOND_OFFER). */
function raisedPlan(
  { configuration: { plan }, looksTaken }: ExtensionStanding,
  wanted: Wanted,
  offer: Outcome<OfferedExtension> | null,
): Pick<PlanExtension, 'plannedUnits' | 'plannedUnitsBefore' | 'plannedDays' | 'plannedDaysBefore'> {
  const before = plan.plannedUnits ?? 0;
  const { plannedUnits = before, plannedDays = plan.plannedDays } = wanted;
  const isLowered = plannedUnits < before || (plannedDays ?? 0) < (plan.plannedDays ?? 0);
  if (isLowered || (plannedUnits === before && plannedDays === plan.plannedDays)) {
    const days = plan.plannedDays === null ? '' : ` and ${String(plan.plannedDays)} days`;
    throw new ConflictError(
      'PLAN_ONLY_GROWS',
      `The plan has ${String(before)} units${days}: within a run it only grows, because a smaller one could be chosen by what was seen.`,
    );
  }
  if (looksTaken > 0 && plannedUnits > before) requireOffered(plannedUnits, offer);
  return { plannedUnits, plannedUnitsBefore: before, plannedDays, plannedDaysBefore: plan.plannedDays };
}

function requireOffered(plannedUnits: number, offer: Outcome<OfferedExtension> | null): void {
  const seen =
    'Effects have been seen at a look, so units are raised to what pooled variance asks for at most';
  if (offer === null)
    throw new ConflictError('BEYOND_OFFER', `${seen}. A look was taken just now: ask again.`);
  if (!offer.ok) throw new ConflictError('BEYOND_OFFER', `${seen}. ${cannotSaySentence(offer)}`);
  if (plannedUnits <= offer.value.units) return;
  throw new ConflictError('BEYOND_OFFER', `${seen}: ${String(offer.value.units)}.`);
}
