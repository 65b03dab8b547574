import { z } from 'zod';
import { findEnvironment } from '../../auth/authorise';
import { readEvidence } from '../../evidence/create-evidence';
import { environmentField } from '../input-fields';
import { defineVerb } from '../define-verb';
import { verdictCountsSchema } from './data-answers';

export const countVerdictsInput = z.strictObject({
  environment: environmentField,
  hours: z.coerce.number().int().min(1).max(720).default(24).describe('How many hours back.'),
});

/** What became of the items of the last hours, in all instances, up to a second ago. Throws NotFoundError. */
export const countVerdicts = defineVerb({
  name: 'countVerdicts',
  permission: 'experiments:read',
  scope: 'environment',
  input: countVerdictsInput,
  output: verdictCountsSchema,
  door: { summary: 'Count accepted and refused items of the last hours' },
  read: async ({ ctx, input: { environment, hours } }) => {
    const { id } = await findEnvironment(ctx.database.prisma, ctx, environment);
    const since = new Date(ctx.now().getTime() - hours * 3_600_000);
    return { counts: await readEvidence(ctx.database).countVerdicts(id, since) };
  },
});
