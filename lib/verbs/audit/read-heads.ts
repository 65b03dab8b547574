import type { Database } from '../../database/client';
import type { AuditHead } from './verify-audit';

const HEADS = `
select "workspaces"."id" as "workspace", "last"."id"::text as "entry", encode("last"."hash", 'hex') as "hash"
from "workspaces"
cross join lateral (
  select "id", "hash" from "audit_entries" where "workspace_id" = "workspaces"."id" order by "id" desc limit 1
) as "last"
`;

/** The last entry of every workspace's audit trail. */
export async function readAuditHeads({ pool }: Database): Promise<readonly AuditHead[]> {
  const { rows } = await pool.query<AuditHead>(HEADS);
  return rows;
}
