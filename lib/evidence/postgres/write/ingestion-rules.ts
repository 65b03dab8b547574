import type { Database } from '../../../database/client';
import type { EvidenceWriter, IngestionRules } from '../../write';

const MAX_AGE_MS = 1_000;

// Example: environment 3
//   botFilter | retainedFrom | hasErasedUnits
//   t         |              | f
const READ_RULES = `
select
  "bot_filter" as "botFilter",
  "retained_from" as "retainedFrom",
  exists (select from "erased_units" where "erased_units"."workspace_id" = "environments"."workspace_id")
    as "hasErasedUnits"
from "environments"
where "id" = $1::int
`;

const FOR_A_MISSING_ENVIRONMENT: IngestionRules = {
  botFilter: true,
  retainedFrom: null,
  hasErasedUnits: false,
};

/** Reads an environment's rules, at most once a second. What is strict by then is strict in the write statements. */
export function createIngestionRules(database: Database): EvidenceWriter['rules'] {
  const known = new Map<number, { readonly readAt: number; readonly rules: Promise<IngestionRules> }>();
  const read = async (environmentId: number): Promise<IngestionRules> => {
    const { rows } = await database.writePool.query<IngestionRules>({
      name: 'read-ingestion-settings',
      text: READ_RULES,
      values: [environmentId],
    });
    return rows[0] ?? FOR_A_MISSING_ENVIRONMENT;
  };
  return (environmentId) => {
    const kept = known.get(environmentId);
    if (kept !== undefined && performance.now() - kept.readAt < MAX_AGE_MS) return kept.rules;
    const rules = read(environmentId);
    known.set(environmentId, { readAt: performance.now(), rules });
    // A failed answer is nobody's; the next request asks again.
    rules.catch(() => known.delete(environmentId));
    return rules;
  };
}
