import { z } from 'zod';
import { hashedPassword } from '../../auth/password';
import { permissionsOf } from '../../auth/permissions';
import { inTransaction, type Database, type Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { wholeWorkspace, type Context } from '../../auth/context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { createAccount } from './create-account';
import { setUpSchema } from './set-up-schema';

/** The one verb without a context, as nobody exists yet who could have one. */
export interface SetUpRequest {
  readonly database: Database;
  readonly now: () => Date;
  readonly input: unknown;
}

export interface SetUpResult {
  readonly workspaceId: string;
  readonly userId: string;
}

/**
 * First run: creates the owner, the workspace and its two environments. Closes for good with the first account: of two
 * parallel requests, one wins. Throws InvalidInputError and ConflictError (ALREADY_SET_UP).
 */
export async function setUpWorkspace({ database, now, input }: SetUpRequest): Promise<SetUpResult> {
  const given = parseInput(setUpSchema, input);
  // Hashing takes a while by design: it is done for nobody who comes too late, and before the transaction and its lock.
  if (await hasAccount(database)) throw alreadySetUp();
  const password = await hashedPassword(given.password);
  return inTransaction(database, async (transaction) => {
    await refuseSecondAccount(transaction);
    const userId = await createAccount(transaction, { ...given, password });
    const workspace = await transaction.workspace.create({
      data: {
        name: given.workspace,
        timeZone: given.timeZone,
        members: { create: { userId, role: 'OWNER' } },
        environments: {
          create: [
            { key: 'production', name: 'Production' },
            { key: 'staging', name: 'Staging' },
          ],
        },
      },
    });
    const actor = {
      kind: 'member',
      id: userId,
      label: given.name,
      permissions: permissionsOf('owner'),
      reach: wholeWorkspace,
    } as const;
    const ctx: Context = { workspaceId: workspace.id, actor, database, now };
    await recordAudit(transaction, ctx, {
      action: 'workspace.set-up',
      subject: `workspace:${workspace.id}`,
      detail: { name: given.workspace, timeZone: given.timeZone, owner: given.email },
    });
    return { workspaceId: workspace.id, userId };
  });
}

// Any number that no other lock of ours uses; held until the transaction ends, so parallel set-ups queue here.
const setUpLock = 7_210_421;

const countedAccounts = z.tuple([z.object({ accounts: z.int() })]);

async function refuseSecondAccount(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(${setUpLock}::bigint)`;
  const [{ accounts }] = countedAccounts.parse(
    await transaction.$queryRaw`select count(*)::int as accounts from users`,
  );
  if (accounts > 0) throw alreadySetUp();
}

/** Whether the first account exists. */
export async function hasAccount({ prisma }: Database): Promise<boolean> {
  return (await prisma.user.findFirst({ select: { id: true } })) !== null;
}

function alreadySetUp(): ConflictError {
  return new ConflictError(
    'ALREADY_SET_UP',
    'This installation already has an owner. Sign in, or ask for an invitation.',
  );
}
