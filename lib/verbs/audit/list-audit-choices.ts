import { z } from 'zod';
import type { Reader } from '../../database/reader';
import { defineVerb } from '../define-verb';
import { readAuditNames } from './audit-names';

/** Who is in the workspace's audit trail, and with which actions: what a filter can choose from. */
export const listAuditChoices = defineVerb({
  name: 'listAuditChoices',
  permission: 'audit:read',
  scope: 'workspace',
  input: z.strictObject({}),
  read: async ({ ctx: { workspaceId, database } }) => {
    const { prisma } = database;
    const [actors, actions] = await Promise.all([
      distinctActors(prisma, workspaceId),
      distinctActions(prisma, workspaceId),
    ]);
    const names = await readAuditNames(
      prisma,
      workspaceId,
      actors.map((actor) => ({ actor, subject: '' })),
    );
    return { actors: actors.map((actor) => ({ actor, name: names(actor) })), actions };
  },
});

const found = z.array(z.object({ one: z.string() }));

// Each by one step in an index, however long the trail is; Postgres plans no such steps for a "distinct".

async function distinctActors(reader: Reader, workspaceId: string): Promise<readonly string[]> {
  const rows = await reader.$queryRaw`
    with recursive found(one) as (
      select min(actor) from audit_entries where workspace_id = ${workspaceId}::uuid
      union all
      select (select min(actor) from audit_entries where workspace_id = ${workspaceId}::uuid and actor > one)
      from found where one is not null
    )
    select one from found where one is not null`;
  return found.parse(rows).map(({ one }) => one);
}

async function distinctActions(reader: Reader, workspaceId: string): Promise<readonly string[]> {
  const rows = await reader.$queryRaw`
    with recursive found(one) as (
      select min(action) from audit_entries where workspace_id = ${workspaceId}::uuid
      union all
      select (select min(action) from audit_entries where workspace_id = ${workspaceId}::uuid and action > one)
      from found where one is not null
    )
    select one from found where one is not null`;
  return found.parse(rows).map(({ one }) => one);
}
