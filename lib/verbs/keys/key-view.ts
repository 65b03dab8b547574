import type { Prisma } from '../../database/generated/client';
import type { Reach } from '../../auth/context';
import { reachOfStored } from '../../auth/key-reach';

/** A key as every door shows it: never the key itself. */
export interface KeyView {
  readonly id: string;
  readonly environment: string;
  /** Whether it may touch this environment alone, or everything in the workspace. */
  readonly reach: Reach['over'];
  readonly kind: 'secret' | 'publishable';
  readonly name: string;
  /** The first characters, to tell which key it is. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

export const keyViewInclude = { environment: { select: { key: true } } } satisfies Prisma.KeyInclude;

export function toKeyView(stored: Prisma.KeyGetPayload<{ include: typeof keyViewInclude }>): KeyView {
  const { id, environment, reach, kind, name, prefix, scopes, allowedOrigins, createdAt, revokedAt } = stored;
  return {
    id,
    environment: environment.key,
    reach: reachOfStored[reach],
    kind: kind === 'SECRET' ? 'secret' : 'publishable',
    name,
    prefix,
    scopes,
    allowedOrigins,
    createdAt,
    revokedAt,
  };
}
