import { createDatabase, dropDatabase, withConnection } from './administration';
import { withDatabaseName } from './connection-url';
import { migrate } from './migrate';
import { migrationsDirectory, readSchema, schemaDirectory } from './migration-files';
import { connectSchemaEngine } from './schema-engine';

/**
 * What Prisma sees but cannot write down: covering indexes (it takes the included columns for key columns) and generated
 * columns (it takes the expression for a default). In a scratch database, each becomes its nearest expressible form, so
 * that the comparison speaks only of what the schema could say. Partitions, triggers and checks it does not see at all.
 */
const inexpressible = `
  with covering as (
    select index.indexrelid, coalesce(con.oid, 0) as constraint_id, con.conname, index.indrelid
      from pg_index as index
      join pg_class as relation on relation.oid = index.indexrelid
      left join pg_constraint as con on con.conindid = index.indexrelid and con.contype in ('p', 'u', 'x')
     where index.indnkeyatts < index.indnatts
       and not relation.relispartition
       and relation.relnamespace = 'public'::regnamespace
  )
  select format('alter table %s drop constraint %I, add constraint %I %s', indrelid::regclass, conname, conname,
           regexp_replace(pg_get_constraintdef(constraint_id), ' INCLUDE \\([^)]*\\)', '')) as statement
    from covering where constraint_id <> 0
  union all
  select format('drop index %s; %s', indexrelid::regclass,
           regexp_replace(pg_get_indexdef(indexrelid), ' INCLUDE \\([^)]*\\)', ''))
    from covering where constraint_id = 0
  union all
  select format('alter table %s alter column %I drop expression', attribute.attrelid::regclass, attribute.attname)
    from pg_attribute as attribute
    join pg_class as relation on relation.oid = attribute.attrelid
   where attribute.attgenerated <> '' and relation.relkind in ('r', 'p') and not relation.relispartition
     and relation.relnamespace = 'public'::regnamespace`;

export interface SchemaComparisonOptions {
  /** Any database of a server on which a scratch database may be created. */
  readonly serverUrl: string;
  readonly migrations?: string;
  readonly schema?: string;
}

/** The SQL of what prisma/schema says and prisma/migrations do not yet; empty when they agree. */
export async function missingMigrationSql(options: SchemaComparisonOptions): Promise<string> {
  const { serverUrl, migrations = migrationsDirectory, schema = schemaDirectory } = options;
  const url = withDatabaseName(serverUrl, `fairsplit_scratch_${process.pid}_${Date.now()}`);
  await createDatabase(url);
  try {
    await migrate({ url, directory: migrations });
    await withConnection(url, async (client) => {
      const { rows } = await client.query<{ statement: string }>(inexpressible);
      for (const { statement } of rows) await client.query(statement);
    });
    const engine = await connectSchemaEngine(url);
    try {
      return await engine.sqlTowards(await readSchema(schema));
    } finally {
      await engine.close();
    }
  } finally {
    await dropDatabase(url);
  }
}
