import { z } from 'zod';
import { createKeyMaterial } from '../../auth/keys';
import { inTransaction } from '../../database/client';
import { authorise, findEnvironment } from '../authorise';
import type { Context, Permission } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { announceConfiguration } from '../experiments/run-life';
import { invalidInput, parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { keyReachNames } from '../stored-names';
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
  /** Where it evaluates and sends data, and what is meant where its requests name none. */
  environment: z.string().optional(),
  kind: z.enum(['secret', 'publishable']),
  /** Whether a secret key may touch its environment alone, or everything in the workspace; a publishable one never may. */
  reach: z.enum(['environment', 'workspace']).default('environment'),
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

/** Makes a key for an environment's applications, or one for the whole workspace. Throws InvalidInputError, ForbiddenError, NotFoundError. */
export async function createKey({ ctx, input }: { ctx: Context; input: unknown }): Promise<CreatedKey> {
  authorise(ctx, 'keys:write', 'workspace');
  const { environment, kind, reach, name, scopes, allowedOrigins } = parseInput(createInput, input);
  if (kind === 'publishable' && reach === 'workspace') {
    const detail = 'A publishable key is in the hands of every visitor: it is for one environment.';
    throw invalidInput([{ pointer: '/reach', detail }]);
  }
  const { key, prefix, hash } = createKeyMaterial(kind);
  return inTransaction(ctx.database, async (transaction) => {
    const { id: environmentId, key: environmentKey } = await findEnvironment(transaction, ctx, environment);
    const stored = await transaction.key.create({
      data: {
        environmentId,
        reach: keyReachNames.toStored[reach],
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
      detail: { environment: environmentKey, kind, reach, name, prefix },
    });
    return { ...toKeyView(stored), key };
  });
}
