import { z } from 'zod';
import type { Caller } from '../../auth/context';
import { roles } from '../../auth/permissions';
import { roleOfStored } from '../../auth/stored-role';
import type { Prisma } from '../../database/generated/client';
import type { Reader } from '../../database/reader';
import { NotFoundError } from '../../errors';
import { historyFields, setByServer } from '../../model/answer-fields';

export const roleField = z
  .enum(roles)
  .describe('What the person may do. Each role may do what those before it may.');

export const memberSchema = z
  .object({
    key: setByServer(z.string().describe('Names the member in paths.')),
    name: setByServer(z.string()),
    email: setByServer(z.string()),
    role: roleField,
    version: historyFields.version,
    createdAt: historyFields.createdAt,
  })
  .meta({ id: 'Member', description: 'A person of the workspace.' });

export type MemberView = Readonly<z.output<typeof memberSchema>>;

export const memberInclude = {
  user: { select: { name: true, email: true } },
} satisfies Prisma.MemberInclude;

export type StoredMember = Prisma.MemberGetPayload<{ include: typeof memberInclude }>;

export function toMemberView({ id, user, role, version, createdAt }: StoredMember): MemberView {
  return { key: id, ...user, role: roleOfStored[role], version, createdAt };
}

/** The workspace's member. Throws {@link NotFoundError}. */
export async function findMember(reader: Reader, ctx: Caller, key: string): Promise<StoredMember> {
  const stored = await reader.member.findUnique({
    where: { id: key, workspaceId: ctx.workspaceId },
    include: memberInclude,
  });
  if (stored === null) throw new NotFoundError('member', key);
  return stored;
}

export const memberRow = { table: 'members', find: findMember } as const;
