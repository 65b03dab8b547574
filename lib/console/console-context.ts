import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { wholeWorkspace, type Context } from '../auth/context';
import { processBoundedEntries } from '../verbs/audit/process-bounded-entries';
import { recordingRefusals } from '../verbs/audit/record-refusals';
import { hasAccount } from '../verbs/members/set-up-workspace';
import { consoleAuth } from './better-auth';
import { permissionsOf, type MemberRole } from '../auth/permissions';
import { roleOfStored } from '../auth/stored-role';
import { processDatabase } from '../auth/process-database';

/** Who is looking at the console, and where. */
export interface ConsoleSession {
  readonly ctx: Context;
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly role: MemberRole;
  /** The session at hand; not its token. */
  readonly sessionId: string;
  readonly workspace: { readonly id: string; readonly name: string; readonly timeZone: string };
}

/** Who is signed in, also where they are in no workspace; null: nobody. */
export async function readSignedInUser(): Promise<ConsoleSession['user'] | null> {
  const session = await consoleAuth().api.getSession({ headers: await headers() });
  if (session === null) return null;
  const { id, name, email } = session.user;
  return { id, name, email };
}

/** The session of the request, or null: nobody is signed in, or somebody without a workspace is. */
export async function readConsoleSession(): Promise<ConsoleSession | null> {
  return consoleSessionOf(await headers());
}

/** The same by a request's headers, asked as often as need be: what lasts has to end when a session or a role does. */
export async function consoleSessionOf(requestHeaders: Headers): Promise<ConsoleSession | null> {
  const session = await consoleAuth().api.getSession({ headers: requestHeaders });
  if (session === null) return null;
  const database = processDatabase();
  const member = await database.prisma.member.findFirst({
    where: { userId: session.user.id },
    orderBy: { createdAt: 'asc' },
    include: { workspace: { select: { id: true, name: true, timeZone: true } } },
  });
  if (member === null) return null;
  const { id, name, email } = session.user;
  const role = roleOfStored[member.role];
  const actor = {
    kind: 'member',
    id,
    label: name,
    permissions: permissionsOf(role),
    reach: wholeWorkspace,
  } as const;
  return {
    ctx: recordingRefusals(
      { workspaceId: member.workspaceId, actor, database, now: () => new Date() },
      processBoundedEntries(),
    ),
    user: { id, name, email },
    role,
    sessionId: session.session.id,
    workspace: member.workspace,
  };
}

/** The same for pages that need somebody: others are sent to sign in, or to set up where nobody has an account yet. */
export async function requireConsoleSession(): Promise<ConsoleSession> {
  const session = await readConsoleSession();
  if (session !== null) return session;
  redirect((await isSetUp()) ? '/sign-in' : '/set-up');
}

/** Whether the first account exists. */
export async function isSetUp(): Promise<boolean> {
  return hasAccount(processDatabase());
}
