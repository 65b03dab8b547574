import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../database/client';
import type { Reader } from '../../database/reader';

// The password that a person signs in with, as a hash. Each has a salt of its own, so a hash tells which password stands, and since when.

/** The hash that stands; null: the person has no password. */
export async function standingPassword(reader: Reader, userId: string): Promise<string | null> {
  const account = await reader.account.findFirst({
    where: { userId, providerId: 'credential' },
    select: { password: true },
  });
  return account?.password ?? null;
}

/** The same by address of e-mail; null also where nobody has it. One question in either case: how many there are would tell who has an account. */
export async function standingPasswordOf(reader: Reader, email: string): Promise<string | null> {
  const account = await reader.account.findFirst({
    where: { user: { email: email.toLowerCase() }, providerId: 'credential' },
    select: { password: true },
  });
  return account?.password ?? null;
}

/**
 * The same, and until the transaction ends nobody sets another: whoever is doing so is waited for, and what they set is given. Whoever
 * makes a session, or changes a password that was known, asks it.
 */
export async function lockStandingPassword(transaction: Transaction, userId: string): Promise<string | null> {
  await transaction.$queryRaw`
    select 1 from accounts where user_id = ${userId}::text and provider_id = 'credential' for no key update`;
  return standingPassword(transaction, userId);
}

/** Sets it. Sessions end after it, in the same transaction: one that is being made waits for this, or was there before. */
export async function storePassword(
  transaction: Transaction,
  userId: string,
  password: string,
): Promise<void> {
  const { count } = await transaction.account.updateMany({
    where: { userId, providerId: 'credential' },
    data: { password },
  });
  if (count > 0) return;
  await transaction.account.create({
    data: { id: randomUUID(), accountId: userId, providerId: 'credential', userId, password },
  });
}
