import { z } from 'zod';
import { defineVerb } from '../define-verb';
import { findOwnAccount } from './own-account';

/** A browser in which a person is signed in; never its token. */
export interface SessionView {
  readonly id: string;
  /** What the browser says of itself; null: nothing. */
  readonly userAgent: string | null;
  /** Of the network, at the sign-in; null: not known. */
  readonly address: string | null;
  readonly createdAt: Date;
  /** To five minutes. */
  readonly lastSeenAt: Date;
}

const saidOrNull = (text: string | null) => (text === '' ? null : text);

/** Where who calls is signed in, the last seen first. */
export const listSessions = defineVerb({
  name: 'listSessions',
  permission: 'profile:write',
  scope: 'workspace',
  input: z.strictObject({}),
  read: async ({ ctx }) => {
    const { prisma } = ctx.database;
    const { id: userId } = await findOwnAccount(prisma, ctx);
    const stored = await prisma.session.findMany({
      where: { userId, expiresAt: { gt: ctx.now() } },
      orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
    });
    return stored.map(({ id, userAgent, ipAddress, createdAt, updatedAt }): SessionView => ({
      id,
      userAgent: saidOrNull(userAgent),
      address: saidOrNull(ipAddress),
      createdAt,
      lastSeenAt: updatedAt,
    }));
  },
});
