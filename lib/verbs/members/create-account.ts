import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../database/client';

interface NewAccount {
  readonly name: string;
  readonly email: string;
  /** As `hashedPassword` leaves it. */
  readonly password: string;
}

/** A person who can sign in with a password. Returns the user's id. */
export async function createAccount(
  transaction: Transaction,
  { name, email, password }: NewAccount,
): Promise<string> {
  const userId = randomUUID();
  await transaction.user.create({
    data: {
      id: userId,
      name,
      email,
      // As better-auth writes it: a password's account carries the user's id.
      accounts: { create: { id: randomUUID(), accountId: userId, providerId: 'credential', password } },
    },
  });
  return userId;
}
