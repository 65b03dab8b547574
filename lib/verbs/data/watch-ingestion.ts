import { z } from 'zod';
import { findEnvironment } from '../../auth/authorise';
import type { IngestionTail, TailItem } from '../../ingestion/ingestion-tail';
import { environmentField } from '../input-fields';
import { defineVerb } from '../define-verb';

const watchIngestionInput = z.strictObject({ environment: environmentField });

/**
 * For telling of every item that the process takes in for the environment from now on, and of its verdict: `watch` of the result takes the
 * process's tail and who wants to be told, and returns a function that ends it. Throws NotFoundError.
 */
export const watchIngestion = defineVerb({
  name: 'watchIngestion',
  permission: 'data:read',
  scope: 'environment',
  input: watchIngestionInput,
  read: async ({ ctx, input: { environment } }) => {
    const { id } = await findEnvironment(ctx.database.prisma, ctx, environment);
    return {
      watch: (tail: IngestionTail, onItem: (item: TailItem) => void) => tail.watch(id, onItem),
    };
  },
});
