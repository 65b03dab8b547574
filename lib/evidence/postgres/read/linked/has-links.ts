import type { Connection } from '../../../../database/connection';

// Most environments link nothing, and their queries need not look.
const HAS_LINKS = 'select exists (select from identity_links where environment_id = $1::int) as "hasLinks"';

/** Whether any unit of the environment is linked to another. */
export async function hasLinks(client: Connection, environmentId: number): Promise<boolean> {
  const { rows } = await client.query<{ readonly hasLinks: boolean }>(HAS_LINKS, [environmentId]);
  return rows[0]?.hasLinks ?? false;
}
