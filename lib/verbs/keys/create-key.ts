import { z } from 'zod';
import { findEnvironment } from '../../auth/authorise';
import { storedActor } from '../../auth/context';
import { requireMayGiveKey, requireMayGiveUntil } from '../../auth/give-key';
import { storedReachOf } from '../../auth/key-reach';
import { createKeyMaterial } from '../../auth/keys';
import { permissionsOfKey } from '../../auth/keys-ring';
import { defaultKeyScopes } from '../../auth/permissions';
import { defineVerb } from '../define-verb';
import { announceConfiguration } from '../experiments/run-life';
import { environmentField } from '../input-fields';
import { invalidInput } from '../parse-input';
import { keyFields, orderedScopes, refuseOfOtherKind, refusePast } from './key-fields';
import { keyInclude, keySchema, newTokenSchema, toKeyView } from './key-view';

const createInput = z.strictObject({
  environment: environmentField,
  kind: keySchema.shape.kind,
  reach: keySchema.shape.reach.default('environment'),
  name: keyFields.name,
  scopes: keyFields.scopes
    .optional()
    .describe(
      'What a secret key may do. Left out: all but what is only given by name. A publishable key has none.',
    ),
  allowedOrigins: keyFields.allowedOrigins.default([]),
  expiresAt: keyFields.expiresAt.default(null),
});

/**
 * Makes a key for an environment's applications, or one for the whole workspace; no other result ever holds its token. Throws
 * InvalidInputError, NotFoundError, ForbiddenError for a key that may do more than the caller, or lasts longer.
 */
export const createKey = defineVerb({
  name: 'createKey',
  permission: 'keys:write',
  scope: 'environment',
  input: createInput,
  output: newTokenSchema,
  door: { summary: 'Create a key; its token is shown once', status: 201 },
  records: ['key.create'],
  change: async ({ ctx, input, transaction }) => {
    const { kind, reach, name, allowedOrigins, expiresAt } = input;
    if (kind === 'publishable' && reach === 'workspace') {
      const detail = 'A publishable key is in the hands of every visitor: it is for one environment.';
      throw invalidInput([{ pointer: '/reach', detail }]);
    }
    const scopes = orderedScopes(input.scopes ?? (kind === 'secret' ? defaultKeyScopes : []));
    refuseOfOtherKind({ kind, scopes, allowedOrigins });
    const createdAt = ctx.now();
    refusePast(expiresAt, createdAt);
    const environment = await findEnvironment(transaction, ctx, input.environment);
    const permissions = permissionsOfKey({ kind, scopes });
    await requireMayGiveKey(transaction, ctx, { environment, reach, permissions });
    await requireMayGiveUntil(transaction, ctx, expiresAt);
    const { key: token, prefix, hash } = createKeyMaterial(kind);
    const stored = await transaction.key.create({
      data: {
        environmentId: environment.id,
        reach: storedReachOf[reach],
        kind: kind === 'secret' ? 'SECRET' : 'PUBLISHABLE',
        ...{ name, prefix, hash, scopes, allowedOrigins, createdAt, expiresAt },
        createdBy: storedActor(ctx),
        creatorName: ctx.actor.label,
      },
      include: keyInclude,
    });
    await announceConfiguration(transaction, environment.id);
    return {
      result: { ...toKeyView(stored, ctx), token },
      audit: {
        subject: `key:${stored.id}`,
        detail: {
          environment: environment.key,
          kind,
          reach,
          name,
          prefix,
          scopes,
          allowedOrigins,
          expiresAt,
        },
      },
    };
  },
});
