import { z } from 'zod';
import { defineVerb } from '../define-verb';
import { findMember, memberSchema, toMemberView } from './member-view';

/** A person of the workspace. Throws NotFoundError. */
export const getMember = defineVerb({
  name: 'getMember',
  permission: 'members:read',
  scope: 'workspace',
  input: z.strictObject({ key: z.uuid() }),
  output: memberSchema,
  door: { summary: 'Read a member' },
  read: async ({ ctx, input: { key } }) => toMemberView(await findMember(ctx.database.prisma, ctx, key)),
});
