import { z } from 'zod';
import type { Connection } from '../../../../database/connection';
import { cannotSay } from '../../../../statistics/outcome';
import { SourceError } from '../../../source';

/**
 * What the role may do as itself, or as any role that it may become; one row a right. A superuser is a member of every role,
 * so this is asked, and answered, first.
 */
const roleRights = `
select distinct "right" from (
  select unnest(array[
    case when role.rolsuper then 'it is a superuser' end,
    case when role.rolcreaterole then 'it may create roles' end,
    case when role.rolcreatedb then 'it may create databases' end,
    case when role.rolreplication then 'it may replicate the whole server' end,
    case when role.rolname in (
      'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program',
      'pg_signal_backend'
    ) then format('it is a member of %I', role.rolname) end
  ]) as "right"
  from pg_roles as role
  where role.rolname in (session_user, current_user)
    or (pg_has_role(session_user, role.oid, 'member')
      and not (select rolsuper from pg_roles where rolname = session_user))
) as found
where "right" is not null
order by 1
limit 5`;

/** What it may write in this database; the catalogues aside, parts of which are everybody's. */
const writeRights = `
with role as (
  select oid from pg_roles where pg_has_role(session_user, oid, 'member')
),
place as (
  select oid, nspname from pg_namespace
  where nspname not in ('pg_catalog', 'information_schema') and nspname not like 'pg\\_toast%' and nspname not like 'pg\\_temp%'
)
(
  select format('it may %s %s.%s', string_agg(privilege, ', '), quote_ident(nspname), quote_ident(relname)) as "right"
  from pg_class as relation
  join place on place.oid = relation.relnamespace
  cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as privilege
  where relkind in ('r', 'p', 'v', 'f')
    and exists (
      select from role
      where case when privilege in ('INSERT', 'UPDATE')
        then has_any_column_privilege(role.oid, relation.oid, privilege)
        else has_table_privilege(role.oid, relation.oid, privilege) end
    )
  group by nspname, relname
  order by nspname, relname
  limit 5
)
union all
select format('it may create in the schema %I', nspname)
from place
where exists (select from role where has_schema_privilege(role.oid, place.oid, 'CREATE'))
union all
select format('it may create schemas in the database %I', current_database())
where exists (select from role where has_database_privilege(role.oid, current_database(), 'CREATE'))
limit 5`;

/**
 * Tables of this platform that the role can read, where the database is one of ours: by the tables that a schema holds
 * together, so that a shop's own table of users is not taken for it.
 */
const platformTables = `
select format('it may read %I.%I', nspname, relname) as "right"
from pg_class as relation
join pg_namespace as place on place.oid = relation.relnamespace
where relkind in ('r', 'p')
  and relname = any (array[
    'accounts', 'analyses', 'audit_entries', 'environments', 'erased_units', 'events', 'experiments', 'exposures',
    'identity_links', 'keys', 'members', 'metrics', 'rejected_events', 'runs', 'sessions', 'sources', 'users',
    'verifications', 'workspaces'
  ])
  and 4 = (
    select count(*) from pg_class as other
    where other.relnamespace = place.oid
      and other.relname = any (array['audit_entries', 'erased_units', 'identity_links', 'ingestion_counts'])
  )
  and exists (
    select from pg_roles as role
    where pg_has_role(session_user, role.oid, 'member')
      and has_any_column_privilege(role.oid, relation.oid, 'SELECT')
  )
order by 1
limit 5`;

const rightsSchema = z.array(z.object({ right: z.string() }));

async function rightsIn(connection: Connection, statement: string): Promise<readonly string[]> {
  const { rows } = await connection.query<Record<string, unknown>>(statement);
  return rightsSchema.parse(rows).map(({ right }) => right);
}

/** Lets only a role pass that can write nothing and does not see the platform's own tables. Throws {@link SourceError}. */
export async function refuseExcessiveRights(
  connection: Connection,
  { user, database }: { readonly user: string; readonly database: string },
): Promise<void> {
  for (const statement of [roleRights, writeRights]) {
    const rights = await rightsIn(connection, statement);
    if (rights.length === 0) continue;
    const given = { role: user, database, rights: rights.join('; ') };
    throw new SourceError(cannotSay('not-computable', 'source-role-may-write', given));
  }
  const own = await rightsIn(connection, platformTables);
  if (own.length === 0) return;
  const given = { role: user, rights: own.join('; ') };
  throw new SourceError(cannotSay('not-computable', 'source-is-own-database', given));
}
