import { storedActor, type Context } from '../../auth/context';
import { keySchema } from '../../model/key';
import { z } from 'zod';
import type { BoundedEntries } from './bounded-entries';

/** What a refused call was about, where it says so; of any other form it is text of whoever called. */
const namedSchema = z.object({ key: keySchema });

/** The same caller, whose refusals are counted into the audit trail. For whoever comes from outside. */
export function recordingRefusals(ctx: Context, entries: BoundedEntries): Context {
  const { database: _database, ...caller } = ctx;
  return {
    ...ctx,
    onRefusal: ({ verb, permission, input }) => {
      const object = namedSchema.safeParse(input).data?.key;
      const of = { call: verb, permission, object };
      entries.count([{ caller, action: 'access.refuse', subject: storedActor(ctx), of }]);
    },
  };
}
