import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly';
import { audiencesIn } from '../../assignment/audiences-in';
import type { Reader } from '../../database/reader';
import type { Audience } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import type { Caller } from '../../auth/context';
import { historyFields, nextField } from '../../model/answer-fields';
import { keySchema, nameSchema } from '../../model/key';
import { targetingSchema } from '../../model/targeting';

/** A saved rule, which names no other: so there are no circles, and a reader sees all of it. */
export const audienceRuleSchema = targetingSchema.refine((rule) => audiencesIn(rule).size === 0, {
  error: 'An audience cannot name another audience.',
});

export const audienceInputSchema = z.strictObject({
  key: keySchema,
  name: nameSchema,
  rule: audienceRuleSchema,
});

export function toAudienceView(stored: Audience): AudienceView {
  const { key, name, rule, version, createdAt, updatedAt } = stored;
  return { key, name, rule: targetingSchema.parse(rule), version, createdAt, updatedAt };
}

/** The workspace's audience of that key. Throws {@link NotFoundError}. */
export async function findAudience(reader: Reader, ctx: Caller, key: string): Promise<Audience> {
  const stored = await reader.audience.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
  });
  if (stored === null) throw new NotFoundError('audience', key);
  return stored;
}

export const audienceRow = { table: 'audiences', find: findAudience } as const;

export const audienceSchema = z.object({ ...audienceInputSchema.shape, ...historyFields }).meta({
  id: 'Audience',
  description: 'A saved targeting rule.',
});

export type AudienceView = DeepReadonly<z.output<typeof audienceSchema>>;

export const audiencePageSchema = z.object({ audiences: z.array(audienceSchema), next: nextField }).meta({
  id: 'AudiencePage',
  description: 'Saved audiences, by key.',
});
