import { z } from 'zod';
import { NotFoundError } from '../../errors';
import { defineVerb } from '../define-verb';
import { findOwnAccount } from './own-account';

const idField = z.string().min(1).max(100);

/** Ends a session of who calls. Throws NotFoundError, also for another person's. */
export const endSession = defineVerb({
  name: 'endSession',
  permission: 'profile:write',
  scope: 'workspace',
  input: z.strictObject({ id: idField }),
  records: ['member.end-session'],
  change: async ({ ctx, input: { id }, transaction }) => {
    const { id: userId } = await findOwnAccount(transaction, ctx);
    const { count } = await transaction.session.deleteMany({ where: { id, userId } });
    if (count === 0) throw new NotFoundError('session', id);
    return { result: undefined, audit: { subject: `member:${userId}`, detail: { session: id } } };
  },
});

/** Ends every session of who calls but the one that is kept. */
export const endOtherSessions = defineVerb({
  name: 'endOtherSessions',
  permission: 'profile:write',
  scope: 'workspace',
  input: z.strictObject({ keep: idField }),
  records: ['member.end-session'],
  change: async ({ ctx, input: { keep }, transaction }) => {
    const { id: userId } = await findOwnAccount(transaction, ctx);
    const { count: sessions } = await transaction.session.deleteMany({
      where: { userId, id: { not: keep } },
    });
    const audit = sessions === 0 ? null : { subject: `member:${userId}`, detail: { ended: { sessions } } };
    return { result: { sessions }, audit };
  },
});
