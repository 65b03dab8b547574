import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { wholeWorkspace, type Actor, type Caller } from '../../auth/context';
import { permissionsOf, roles, type MemberRole } from '../../auth/permissions';
import { roleOfStored, storedRoleOf } from '../../auth/stored-role';
import { inTransaction, type Database, type Transaction } from '../../database/client';
import type { IdentityProvider, Invitation } from '../../database/generated/client';
import { emailField, personNameField } from '../members/account-fields';
import { endOpenResets } from '../members/create-password-reset';
import { endAccess } from '../members/end-access';
import { lockMembers } from '../members/lock-members';
import { recordAudit } from '../record-audit';
import { storedProvider, toIdentityProviderView, type IdentityProviderView } from './identity-provider-view';
import { domainOf } from './provider-links';

/** Why a provider's word on a person was not enough. */
export type NotAdmitted =
  | 'no-email'
  | 'unverified-email'
  | 'foreign-domain'
  | 'not-invited'
  | 'in-another-workspace'
  | 'another-person'
  | 'settings-changed';

/** No verb with a context: whoever signs in has none yet. */
export interface AdmissionRequest {
  readonly database: Database;
  readonly now: () => Date;
  readonly workspaceId: string;
  /** Of the provider as it was asked. */
  readonly version: number;
  /** What it says of the person. Its signature, audience and nonce have been checked. */
  readonly claims: unknown;
}

export type Admission =
  | { readonly userId: string; readonly email: string; readonly name: string }
  | { readonly refused: NotAdmitted; readonly email: string | null };

const claimsSchema = z.looseObject({
  sub: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\0]*$/),
  email: emailField,
  // Some providers say it as text.
  email_verified: z.union([z.boolean(), z.stringbool()]).catch(false),
  name: personNameField.optional().catch(undefined),
});

type Claims = z.output<typeof claimsSchema>;

interface Known {
  readonly id: string;
  readonly name: string;
  /** The provider's names for them. */
  readonly subjects: readonly string[];
}

/**
 * Lets the person in whom the provider vouches for: finds or makes their account and their place in the workspace, links the one to the
 * provider, and gives the role that their groups bring. A person whom we know, and who has no place here, was removed or was never asked in:
 * they need an invitation. Everything is stored, with its audit entries, or nothing.
 */
export async function admitPerson(request: AdmissionRequest): Promise<Admission> {
  const parsed = claimsSchema.safeParse(request.claims);
  if (!parsed.success) return { refused: 'no-email', email: null };
  const claims = parsed.data;
  return inTransaction(request.database, async (transaction) => {
    await lockMembers(transaction, request);
    const provider = await storedProvider(transaction, request);
    const refused = (why: NotAdmitted) => ({ refused: why, email: claims.email });
    if (provider?.version !== request.version) return refused('settings-changed');
    if (!claims.email_verified) return refused('unverified-email');
    if (!provider.domains.includes(domainOf(claims.email))) return refused('foreign-domain');
    const known = await findKnown(transaction, provider, claims);
    const member = known && (await findMember(transaction, provider, known.id));
    const invitation = member ? null : await openInvitation(transaction, request, claims.email);
    const why = known && (await whyNot(transaction, { provider, claims, known }, member ?? invitation));
    if (why !== null) return refused(why);
    const asking: Asking = { transaction, request, provider, claims };
    const person = known ?? (await createPerson(asking));
    if (!person.subjects.includes(claims.sub)) await link(asking, person);
    if (member) await followGroups(asking, person, roleOfStored[member.role]);
    else await join(asking, person, invitation);
    return { userId: person.id, email: claims.email, name: person.name };
  });
}

interface Asking {
  readonly transaction: Transaction;
  readonly request: AdmissionRequest;
  readonly provider: IdentityProvider;
  readonly claims: Claims;
}

/** By the provider's name for them, which never changes; else by the address, which it has verified. */
async function findKnown(
  transaction: Transaction,
  { workspaceId: providerId }: IdentityProvider,
  { sub, email }: Claims,
): Promise<Known | null> {
  const select = {
    ...{ id: true, name: true },
    accounts: { where: { providerId }, select: { accountId: true } },
  } as const;
  const found =
    (await transaction.user.findFirst({
      where: { accounts: { some: { providerId, accountId: sub } } },
      select,
    })) ?? (await transaction.user.findUnique({ where: { email }, select }));
  return (
    found && { id: found.id, name: found.name, subjects: found.accounts.map(({ accountId }) => accountId) }
  );
}

function findMember(transaction: Transaction, { workspaceId }: IdentityProvider, userId: string) {
  return transaction.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
    select: { role: true },
  });
}

function openInvitation(
  transaction: Transaction,
  { workspaceId, now }: AdmissionRequest,
  email: string,
): Promise<Invitation | null> {
  return transaction.invitation.findFirst({
    where: { workspaceId, email, acceptedAt: null, revokedAt: null, expiresAt: { gt: now() } },
    orderBy: { createdAt: 'desc' },
  });
}

/** Why somebody whom we know does not get in; null: they do. `place`: theirs in the workspace, or one that waits for them. */
async function whyNot(
  transaction: Transaction,
  {
    provider: { workspaceId },
    claims,
    known,
  }: { readonly provider: IdentityProvider; readonly claims: Claims; readonly known: Known },
  place: object | null,
): Promise<NotAdmitted | null> {
  if (place === null) return 'not-invited';
  // Whoever sets this workspace's provider is nobody in the others.
  const others = await transaction.member.count({
    where: { userId: known.id, workspaceId: { not: workspaceId } },
  });
  if (others > 0) return 'in-another-workspace';
  const isAnother = known.subjects.length > 0 && !known.subjects.includes(claims.sub);
  // An address may be given to somebody else one day. Who invites it again means who has it now.
  return isAnother && !('tokenHash' in place) ? 'another-person' : null;
}

async function createPerson({ transaction, claims: { email, name } }: Asking): Promise<Known> {
  const stored = await transaction.user.create({
    data: { id: randomUUID(), name: name ?? email, email, emailVerified: true },
    select: { id: true, name: true },
  });
  return { ...stored, subjects: [] };
}

/**
 * From now on the account is the provider's to open. A password that was chosen before goes, with every session: whoever had the link of the
 * invitation chose it, and that need not be this person.
 */
async function link({ transaction, request, provider, claims }: Asking, person: Known): Promise<void> {
  const { id: userId } = person;
  const { workspaceId: providerId } = provider;
  await transaction.account.deleteMany({ where: { userId, providerId: { in: [providerId, 'credential'] } } });
  await transaction.account.create({
    data: { id: randomUUID(), providerId, accountId: claims.sub, userId },
  });
  await transaction.user.update({ where: { id: userId }, data: { emailVerified: true } });
  const { count: sessions } = await transaction.session.deleteMany({ where: { userId } });
  await endOpenResets(transaction, userId, request.now());
  await recordAudit(transaction, callerOf(request, actorOf(person)), {
    action: 'member.link',
    subject: `member:${userId}`,
    detail: { provider: provider.name, email: claims.email, ended: { sessions } },
  });
}

async function join(
  { transaction, request, provider, claims }: Asking,
  person: Known,
  invitation: Invitation | null,
): Promise<void> {
  const { workspaceId } = provider;
  const view = toIdentityProviderView(provider);
  const given = invitation === null ? view.defaultRole : roleOfStored[invitation.role];
  const role = roleOfGroups(view, claims) ?? given;
  await transaction.member.create({ data: { workspaceId, userId: person.id, role: storedRoleOf[role] } });
  if (invitation !== null)
    await transaction.invitation.update({
      where: { id: invitation.id },
      data: { acceptedAt: request.now() },
    });
  await recordAudit(transaction, callerOf(request, actorOf(person)), {
    action: 'member.join',
    subject: `member:${person.id}`,
    detail: {
      ...{ provider: provider.name, email: claims.email, role },
      ...(invitation !== null && { invitation: invitation.id }),
    },
  });
}

/** Another role ends what it ends elsewhere. The last owner stays one, and so do all where no group brings that role. */
async function followGroups(
  { transaction, request, provider, claims }: Asking,
  { id: userId }: Known,
  before: MemberRole,
): Promise<void> {
  const { workspaceId } = provider;
  const view = toIdentityProviderView(provider);
  const role = roleOfGroups(view, claims);
  if (role === null || role === before) return;
  if (before === 'owner') {
    if (view.groupRoles.every((one) => one.role !== 'owner')) return;
    const others = await transaction.member.count({
      where: { workspaceId, role: 'OWNER', userId: { not: userId } },
    });
    if (others === 0) return;
  }
  await transaction.member.update({
    where: { workspaceId_userId: { workspaceId, userId } },
    data: { role: storedRoleOf[role], version: { increment: 1 } },
  });
  const ended = await endAccess(transaction, request, userId, permissionsOf(role));
  await recordAudit(transaction, callerOf(request, theProvider), {
    action: 'member.role',
    subject: `member:${userId}`,
    detail: { changed: { role: { from: before, to: role } }, ended },
  });
}

const groupsSchema = z.union([z.array(z.unknown()), z.string().transform((one) => [one])]).catch([]);

/** The highest role that the person's groups bring, else the default one; null: no groups are asked for. */
function roleOfGroups(
  { groupsClaim, groupRoles, defaultRole }: IdentityProviderView,
  claims: Claims,
): MemberRole | null {
  if (groupsClaim === null) return null;
  const groups = new Set(groupsSchema.parse(Object.hasOwn(claims, groupsClaim) ? claims[groupsClaim] : []));
  const brought = groupRoles.filter(({ group }) => groups.has(group)).map(({ role }) => role);
  return roles.findLast((role) => brought.includes(role)) ?? defaultRole;
}

const theProvider: Actor = {
  kind: 'system',
  id: 'identity-provider',
  label: 'The identity provider',
  permissions: new Set(),
  reach: wholeWorkspace,
};

function actorOf({ id, name }: Known): Actor {
  return { kind: 'member', id, label: name, permissions: permissionsOf('viewer'), reach: wholeWorkspace };
}

function callerOf({ workspaceId, now }: AdmissionRequest, actor: Actor): Caller {
  return { workspaceId, actor, now };
}
