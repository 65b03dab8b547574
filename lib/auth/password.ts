import { hashPassword, verifyPassword } from 'better-auth/crypto';

/** The hash that sign-in compares with (scrypt, with a salt of its own). */
export async function hashedPassword(password: string): Promise<string> {
  return hashPassword(password);
}

export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  return verifyPassword({ hash, password });
}
