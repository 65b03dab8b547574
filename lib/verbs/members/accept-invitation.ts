import { wholeWorkspace } from '../../auth/context';
import { hashedPassword } from '../../auth/password';
import { permissionsOf } from '../../auth/permissions';
import { roleOfStored } from '../../auth/stored-role';
import { inTransaction, type Database, type Transaction } from '../../database/client';
import type { Invitation } from '../../database/generated/client';
import { ConflictError } from '../../errors';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { newAccountSchema } from './account-fields';
import { createAccount } from './create-account';
import { accountOf, requireOpenInvitation } from './invitation-by-token';
import { lockMembers } from './lock-members';

/** No verb with a context: whoever accepts is in no workspace yet. */
export interface AcceptRequest {
  readonly database: Database;
  readonly now: () => Date;
  readonly token: string;
  /** The user who is signed in; null: nobody. */
  readonly signedInAs: string | null;
  /** Name and password of somebody without an account. */
  readonly input: unknown;
}

export interface Joined {
  readonly workspaceId: string;
  readonly userId: string;
}

interface Person {
  readonly id: string;
  readonly name: string;
}

/** Makes the account; undefined where there is one already. */
type MakeAccount = ((transaction: Transaction) => Promise<Person>) | undefined;

/**
 * Takes the place that the link stands for: with a new account, or with the one that has the invitation's address and is signed in. Of many
 * at once, one wins. Throws FairsplitError (INVITATION_UNKNOWN), ConflictError (INVITATION_ACCEPTED, INVITATION_EXPIRED,
 * INVITATION_REVOKED, ACCOUNT_EXISTS, ALREADY_MEMBER), InvalidInputError.
 */
export async function acceptInvitation(request: AcceptRequest): Promise<Joined> {
  const { database, now, token } = request;
  // Hashing takes a while by design: it is done for nobody whose link does not work, and before the transaction and its lock.
  const found = await requireOpenInvitation(database.prisma, token, now());
  const makeAccount = await accountMaker(request, found);
  return inTransaction(database, async (transaction) => {
    await lockMembers(transaction, found);
    const invitation = await requireOpenInvitation(transaction, token, now());
    const person = await personOf(transaction, request, invitation, makeAccount);
    await refuseMember(transaction, invitation, person);
    return join(transaction, request, invitation, person);
  });
}

async function accountMaker({ database, input }: AcceptRequest, { email }: Invitation): Promise<MakeAccount> {
  if ((await accountOf(database.prisma, email)) !== null) return undefined;
  const given = parseInput(newAccountSchema, input);
  const password = await hashedPassword(given.password);
  return async (transaction) => {
    const id = await createAccount(transaction, { name: given.name, email, password });
    return { id, name: given.name };
  };
}

async function personOf(
  transaction: Transaction,
  { signedInAs }: AcceptRequest,
  { email }: Invitation,
  makeAccount: MakeAccount,
): Promise<Person> {
  const account = await accountOf(transaction, email);
  if (account === null && makeAccount !== undefined) return makeAccount(transaction);
  if (signedInAs !== null && account?.id === signedInAs) return account;
  throw new ConflictError(
    'ACCOUNT_EXISTS',
    `There is an account with the address "${email}". Sign in with it to join.`,
  );
}

async function refuseMember(
  transaction: Transaction,
  { workspaceId }: Invitation,
  { id: userId }: Person,
): Promise<void> {
  const member = await transaction.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
    select: { id: true },
  });
  if (member !== null)
    throw new ConflictError('ALREADY_MEMBER', 'You are a member of this workspace already.');
}

async function join(
  transaction: Transaction,
  { now }: AcceptRequest,
  { id, workspaceId, role, email }: Invitation,
  { id: userId, name }: Person,
): Promise<Joined> {
  await transaction.member.create({ data: { workspaceId, userId, role } });
  await transaction.invitation.update({ where: { id }, data: { acceptedAt: now() } });
  const permissions = permissionsOf(roleOfStored[role]);
  const actor = { kind: 'member', id: userId, label: name, permissions, reach: wholeWorkspace } as const;
  const detail = { invitation: id, email, role: roleOfStored[role] };
  await recordAudit(
    transaction,
    { workspaceId, actor, now },
    { action: 'member.join', subject: `member:${userId}`, detail },
  );
  return { workspaceId, userId };
}
