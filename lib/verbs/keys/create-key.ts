import { z } from 'zod';
import { createKeyMaterial } from '../../auth/keys';
import { findEnvironment } from '../../auth/authorise';
import { defaultKeyScopes, keyScopes } from '../../auth/permissions';
import { nameSchema } from '../../model/key';
import { announceConfiguration } from '../experiments/run-life';
import { invalidInput } from '../parse-input';
import { storedReachOf } from '../../auth/key-reach';
import { keyViewInclude, toKeyView } from './key-view';
import { defineVerb } from '../define-verb';

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

/**
 * Makes a key for an environment's applications, or one for the whole workspace; no other result ever holds the key itself. Throws InvalidInputError, ForbiddenError, NotFoundError.
 */
export const createKey = defineVerb({
  name: 'createKey',
  permission: 'keys:write',
  scope: 'workspace',
  input: createInput,
  records: ['key.create'],
  change: async ({ ctx, input: { environment, kind, reach, name, scopes, allowedOrigins }, transaction }) => {
    if (kind === 'publishable' && reach === 'workspace') {
      const detail = 'A publishable key is in the hands of every visitor: it is for one environment.';
      throw invalidInput([{ pointer: '/reach', detail }]);
    }
    const { key, prefix, hash } = createKeyMaterial(kind);

    const { id: environmentId, key: environmentKey } = await findEnvironment(transaction, ctx, environment);
    const stored = await transaction.key.create({
      data: {
        environmentId,
        reach: storedReachOf[reach],
        kind: kind === 'secret' ? 'SECRET' : 'PUBLISHABLE',
        name,
        prefix,
        hash,
        scopes: kind === 'secret' ? [...(scopes ?? defaultKeyScopes)] : [],
        allowedOrigins: kind === 'publishable' ? allowedOrigins : [],
      },
      include: keyViewInclude,
    });
    await announceConfiguration(transaction, environmentId);
    return {
      result: { ...toKeyView(stored), key },
      audit: {
        subject: `key:${stored.id}`,
        detail: { environment: environmentKey, kind, reach, name, prefix, scopes: stored.scopes },
      },
    };
  },
});
