import { wholeWorkspace, type Context } from '../../lib/auth/context';
import { permissionsOf, type MemberRole } from '../../lib/auth/permissions';
import { roleOfStored } from '../../lib/auth/stored-role';
import { acceptInvitation } from '../../lib/verbs/members/accept-invitation';
import { inviteMember } from '../../lib/verbs/members/invite-member';

/** A member as a test acts for them. */
export interface Person {
  readonly ctx: Context;
  readonly userId: string;
  /** Names the member in paths. */
  readonly key: string;
  readonly email: string;
}

export const passwordOfPeople = 'correct horse battery';

/** The token in the path of an invitation or of a link for a new password. */
export function tokenIn(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** Invites a person, who accepts with a new account. `ctx` may give the role. */
export async function joinWorkspace(ctx: Context, role: MemberRole, email: string): Promise<Person> {
  const { path } = await inviteMember({ ctx, input: { email, role } });
  const { userId } = await acceptInvitation({
    database: ctx.database,
    now: ctx.now,
    token: tokenIn(path),
    signedInAs: null,
    input: { name: email.split('@', 1)[0], password: passwordOfPeople },
  });
  return personOf(ctx, userId);
}

/** The person as they are stored now. */
export async function personOf(ctx: Context, userId: string): Promise<Person> {
  const { id, role, user } = await ctx.database.prisma.member.findUniqueOrThrow({
    where: { workspaceId_userId: { workspaceId: ctx.workspaceId, userId } },
    include: { user: true },
  });
  const actor = {
    kind: 'member',
    id: userId,
    label: user.name,
    permissions: permissionsOf(roleOfStored[role]),
    reach: wholeWorkspace,
  } as const;
  return { ctx: { ...ctx, actor }, userId, key: id, email: user.email };
}
