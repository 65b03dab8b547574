import { z } from 'zod';
import { createKeyMaterial } from '../../auth/keys';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context, Permission } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { announceConfiguration, findEnvironment } from '../experiments/run-life';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { keyViewInclude, toKeyView, type KeyView } from './key-view';

/** What a secret key may be given; managing keys and members stays with people. */
export const keyScopes = [
  'experiments:read',
  'experiments:write',
  'metrics:read',
  'metrics:write',
  'results:read',
  'results:write',
  'data:read',
  'data:write',
  'data:replay',
  'data:manage',
  'sources:write',
  'units:export',
] as const satisfies readonly Permission[];

/** Only given by name: what deletes data, connects a database, or gives out one row a unit. */
const scopesByName: readonly Permission[] = ['data:manage', 'sources:write', 'units:export'];

/** What a secret key gets where nobody chose. */
const defaultScopes = keyScopes.filter((scope) => !scopesByName.includes(scope));

const createInput = z.strictObject({
  environment: z.string().optional(),
  kind: z.enum(['secret', 'publishable']),
  name: nameSchema,
  /** For a secret key; left out: all but those that are only given by name. A publishable key may only evaluate and send data. */
  scopes: z.array(z.enum(keyScopes)).optional(),
  /** For a publishable key: the origins whose pages may use it, such as https://shop.example; empty: any. */
  allowedOrigins: z
    .array(
      z
        .url({ protocol: /^https?$/, error: 'An origin looks like https://shop.example.' })
        .refine((text) => new URL(text).origin === text, 'An origin has no path and no slash at its end.'),
    )
    .max(50)
    .default([]),
});

/** The only answer that ever holds the key itself. */
export interface CreatedKey extends KeyView {
  readonly key: string;
}

/** Makes a key for an environment's applications. Throws InvalidInputError, ForbiddenError, NotFoundError. */
export async function createKey({ ctx, input }: { ctx: Context; input: unknown }): Promise<CreatedKey> {
  authorise(ctx, 'keys:write');
  const { environment, kind, name, scopes, allowedOrigins } = parseInput(createInput, input);
  const { key, prefix, hash } = createKeyMaterial(kind);
  return inTransaction(ctx.database, async (transaction) => {
    const { id: environmentId, key: environmentKey } = await findEnvironment(transaction, ctx, environment);
    const stored = await transaction.key.create({
      data: {
        environmentId,
        kind: kind === 'secret' ? 'SECRET' : 'PUBLISHABLE',
        name,
        prefix,
        hash,
        scopes: kind === 'secret' ? (scopes ?? defaultScopes) : [],
        allowedOrigins: kind === 'publishable' ? allowedOrigins : [],
      },
      include: keyViewInclude,
    });
    await announceConfiguration(transaction, environmentId);
    await recordAudit(transaction, ctx, {
      action: 'key.create',
      subject: `key:${stored.id}`,
      detail: { environment: environmentKey, kind, name, prefix },
    });
    return { ...toKeyView(stored), key };
  });
}
