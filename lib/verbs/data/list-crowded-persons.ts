import { z } from 'zod';
import { findEnvironment } from '../../auth/authorise';
import { readEvidence } from '../../evidence/create-evidence';
import { environmentField } from '../input-fields';
import { defineVerb } from '../define-verb';
import { crowdedPersonsSchema } from './data-answers';

export const listCrowdedPersonsInput = z.strictObject({ environment: environmentField });

/** Most that are told of; with many, something else is wrong. */
const MAX_PERSONS = 50;

/**
 * Units of an environment that took in so many others (50 or more) that the links are probably wrong, largest first. Throws
 * ForbiddenError, NotFoundError.
 */
export const listCrowdedPersons = defineVerb({
  name: 'listCrowdedPersons',
  permission: 'data:read',
  scope: 'environment',
  input: listCrowdedPersonsInput,
  output: crowdedPersonsSchema,
  door: { summary: 'List units to which suspiciously many others are linked' },
  read: async ({ ctx, input: { environment } }) => {
    const { id } = await findEnvironment(ctx.database.prisma, ctx, environment);
    return { persons: await readEvidence(ctx.database).crowdedPersons(id, MAX_PERSONS) };
  },
});
