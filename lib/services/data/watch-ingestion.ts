import { z } from 'zod';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import type { IngestionTail, TailItem } from '../ingestion/ingestion-tail';
import { environmentField } from '../input-fields';
import { parseInput } from '../parse-input';

export const watchIngestionInput = z.strictObject({ environment: environmentField });

/**
 * Tells of every item that the process takes in for the environment from now on, and of its verdict, until the returned
 * function is called. Throws NotFoundError.
 */
export async function watchIngestion({
  ctx,
  input,
  tail,
  onItem,
}: {
  ctx: Context;
  input: unknown;
  tail: IngestionTail;
  onItem: (item: TailItem) => void;
}): Promise<() => void> {
  authorise(ctx, 'data:read', 'environment');
  const { environment } = parseInput(watchIngestionInput, input);
  const { id } = await findEnvironment(ctx.database.prisma, ctx, environment);
  return tail.watch(id, onItem);
}
