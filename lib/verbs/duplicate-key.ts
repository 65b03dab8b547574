import { Prisma } from '../database/generated/client';
import { ConflictError } from '../errors';

/** Runs a write and turns the database's "unique" refusal into the answer that a caller can act on. */
export async function refusingDuplicates<Result>(
  subject: string,
  key: string,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw new ConflictError('DUPLICATE_KEY', `There is already ${subject} "${key}". Choose another key.`);
    }
    throw error;
  }
}
