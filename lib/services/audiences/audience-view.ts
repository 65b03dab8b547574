import { z } from 'zod';
import { audiencesIn } from '../../assignment/audiences-in';
import type { TargetingRule } from '../../assignment/targeting';
import type { Transaction } from '../../database/client';
import type { Audience } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import type { Context } from '../context';
import { keySchema, nameSchema } from '../experiments/key-schema';
import { targetingSchema } from '../experiments/targeting-schema';

/** A saved rule, which names no other: so there are no circles, and a reader sees all of it. */
export const audienceRuleSchema = targetingSchema.refine((rule) => audiencesIn(rule).size === 0, {
  error: 'An audience cannot name another audience.',
});

export const audienceInputSchema = z.strictObject({
  key: keySchema,
  name: nameSchema,
  rule: audienceRuleSchema,
});

export interface AudienceView {
  readonly key: string;
  readonly name: string;
  readonly rule: TargetingRule;
  /** Raised by every save; a run freezes the version that it begins with. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function toAudienceView(stored: Audience): AudienceView {
  const { key, name, rule, version, createdAt, updatedAt } = stored;
  return { key, name, rule: targetingSchema.parse(rule), version, createdAt, updatedAt };
}

/** The workspace's audience of that key. Throws {@link NotFoundError}. */
export async function findAudience(transaction: Transaction, ctx: Context, key: string): Promise<Audience> {
  const stored = await transaction.audience.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
  });
  if (stored === null) throw new NotFoundError('audience', key);
  return stored;
}

/** The same, with its row locked until the transaction ends. */
export async function lockAudience(transaction: Transaction, ctx: Context, key: string): Promise<Audience> {
  await transaction.$queryRaw`
    select 1 from audiences where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
  return findAudience(transaction, ctx, key);
}
