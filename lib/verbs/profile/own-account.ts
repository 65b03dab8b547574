import type { Caller } from '../../auth/context';
import type { Reader } from '../../database/reader';
import { NotFoundError } from '../../errors';

/** The account of who calls. Throws {@link NotFoundError} where the caller is no person. */
export async function findOwnAccount(reader: Reader, { actor }: Pick<Caller, 'actor'>) {
  const stored =
    actor.kind === 'member'
      ? await reader.user.findUnique({
          where: { id: actor.id },
          select: { id: true, name: true, email: true },
        })
      : null;
  if (stored === null) throw new NotFoundError('account of', actor.label);
  return stored;
}
