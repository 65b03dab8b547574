import { z } from 'zod';
import type { Reader } from '../../database/reader';

/** What people call the actor or subject today; null: its id says it, or nobody knows any more. */
export type NamesOf = (stored: string) => string | null;

const systems: Readonly<Record<string, string>> = {
  'system:command-line': 'The command line',
  'system:identity-provider': 'The identity provider',
  'system:jobs': 'The schedule',
  'system:sign-in': 'Somebody at the sign-in',
};

/** The names of all that these entries speak of, which are entries of the workspace. */
export async function readAuditNames(
  reader: Reader,
  workspaceId: string,
  entries: readonly { readonly actor: string; readonly subject: string }[],
): Promise<NamesOf> {
  const stored = new Set(entries.flatMap(({ actor, subject }) => [actor, subject]));
  const idsOf = (kind: string) =>
    [...stored].flatMap((one) => (one.startsWith(`${kind}:`) ? [one.slice(kind.length + 1)] : []));
  const uuidsOf = (kind: string) => idsOf(kind).filter((id) => z.uuid().safeParse(id).success);
  const [users, keys, invitations] = await Promise.all([
    reader.user.findMany({ where: { id: { in: idsOf('member') } }, select: { id: true, name: true } }),
    reader.key.findMany({
      where: { id: { in: uuidsOf('key') }, environment: { workspaceId } },
      select: { id: true, name: true },
    }),
    reader.invitation.findMany({
      where: { id: { in: uuidsOf('invitation') }, workspaceId },
      select: { id: true, email: true },
    }),
  ]);
  const names = new Map<string, string>([
    ...users.map(({ id, name }) => [`member:${id}`, name] as const),
    ...keys.map(({ id, name }) => [`key:${id}`, name] as const),
    ...invitations.map(({ id, email }) => [`invitation:${id}`, email] as const),
    ...Object.entries(systems),
    [`identity-provider:${workspaceId}`, 'single sign-on'],
  ]);
  return (one) => names.get(one) ?? null;
}
