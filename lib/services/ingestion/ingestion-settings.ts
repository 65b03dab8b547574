import type { Database } from '../../database/client';

/** What decides over items beside their own form; one environment's. */
export interface IngestionSettings {
  /** Refuse what declared crawlers send. */
  readonly botFilter: boolean;
  /** What occurred before was dropped, its ids too, so it cannot be told from new any more; null: nothing was. */
  readonly retainedFrom: Date | null;
  /** Whether the workspace has erased units at all: only then are units looked up. */
  readonly hasErasedUnits: boolean;
}

export type ReadIngestionSettings = (environmentId: number) => Promise<IngestionSettings>;

const MAX_AGE_MS = 1_000;

// Example: environment 3
//   botFilter | retainedFrom | hasErasedUnits
//   t         |              | f
const READ_SETTINGS = `
select
  "bot_filter" as "botFilter",
  "retained_from" as "retainedFrom",
  exists (select from "erased_units" where "erased_units"."workspace_id" = "environments"."workspace_id")
    as "hasErasedUnits"
from "environments"
where "id" = $1::int
`;

const FOR_A_MISSING_ENVIRONMENT: IngestionSettings = {
  botFilter: true,
  retainedFrom: null,
  hasErasedUnits: false,
};

/** Reads an environment's settings, at most once a second. What is strict by then is strict in the write statements. */
export function createIngestionSettings(database: Database): ReadIngestionSettings {
  const known = new Map<number, { readonly readAt: number; readonly settings: Promise<IngestionSettings> }>();
  const read = async (environmentId: number): Promise<IngestionSettings> => {
    const { rows } = await database.writePool.query<IngestionSettings>({
      name: 'read-ingestion-settings',
      text: READ_SETTINGS,
      values: [environmentId],
    });
    return rows[0] ?? FOR_A_MISSING_ENVIRONMENT;
  };
  return (environmentId) => {
    const kept = known.get(environmentId);
    if (kept !== undefined && performance.now() - kept.readAt < MAX_AGE_MS) return kept.settings;
    const settings = read(environmentId);
    known.set(environmentId, { readAt: performance.now(), settings });
    // A failed answer is nobody's; the next request asks again.
    settings.catch(() => known.delete(environmentId));
    return settings;
  };
}
