import type { Database } from '../../../database/client';
import type { Connection } from '../../../database/connection';
import { CROWD_UNITS, type LinkVerdict, type UnitLink } from '../../write';

// Why: links are stored resolved, so a link may change others; one transaction at a time for each environment decides.
const LOCK = `select pg_advisory_xact_lock(hashtextextended('fairsplit:identity-links', $1::int))`;

// Example: of anon-1, anon-2 and user-7 in environment 3
//   unit   | person
//   anon-1 | user-7
const FIND_LINKS = `
select "unit", "person"
from "identity_links"
join unnest($2::text[]) as "given" ("unit") using ("unit")
where "environment_id" = $1::int and "unit_hash" = hashtextextended("given"."unit", 0)
`;

// A person that is linked in turn takes along whoever was linked to it.
const MOVE_LINKS = `
update "identity_links" set "person" = "given"."to"
from unnest($2::text[], $3::text[]) as "given" ("from", "to")
where "environment_id" = $1::int and "person_hash" = hashtextextended("given"."from", 0) and "person" = "given"."from"
`;

const WRITE_LINKS = `
insert into "identity_links" ("environment_id", "unit", "person", "named")
select $1::int, "unit", "person", "named"
from unnest($2::text[], $3::text[], $4::text[]) as "given" ("unit", "person", "named")
where not (
  exists (select from "erased_units") and ("is_erased"($1::int, "unit") or "is_erased"($1::int, "person"))
)
`;

// Why: counts no further than it has to, since a person may have taken in millions.
const FIND_CROWDED = `
select "person"
from unnest($2::text[]) as "given" ("person")
where (
  select count(*) from (
    select from "identity_links"
    where "environment_id" = $1::int
      and "person_hash" = hashtextextended("given"."person", 0) and "identity_links"."person" = "given"."person"
    limit $3::int
  ) as "units"
) = $3::int
`;

/** To be called first in every transaction that changes links. */
export async function lockLinks(client: Connection, environmentId: number): Promise<void> {
  await client.query(LOCK, [environmentId]);
}

/**
 * Links units in their order, in one transaction. The first link of a unit stays: another one is `already-linked`, and
 * one that would close a circle, or link a unit to itself, is `circular`.
 */
export async function linkUnits(
  database: Database,
  environmentId: number,
  links: readonly UnitLink[],
): Promise<readonly LinkVerdict[]> {
  if (links.length === 0) return [];
  const client = await database.writePool.connect();
  try {
    await client.query('begin');
    await lockLinks(client, environmentId);
    const units = [...new Set(links.flatMap(({ unit, person }) => [unit, person]))];
    const found = await client.query<UnitLink>(FIND_LINKS, [environmentId, units]);
    const { verdicts, added, named, moved } = decideLinks(links, found.rows);
    if (moved.size > 0)
      await client.query(MOVE_LINKS, [environmentId, [...moved.keys()], [...moved.values()]]);
    if (added.size > 0)
      await client.query(WRITE_LINKS, [
        environmentId,
        [...added.keys()],
        [...added.values()],
        [...named.values()],
      ]);
    const persons = [...new Set(added.values())];
    const crowded = await client.query<Pick<UnitLink, 'person'>>(FIND_CROWDED, [
      environmentId,
      persons,
      CROWD_UNITS,
    ]);
    await client.query('commit');
    client.release();
    const isCrowd = new Set(crowded.rows.map(({ person }) => person));
    return verdicts.map((verdict, index) => {
      const person = added.get(links[index]?.unit ?? '');
      return verdict === 'new' && person !== undefined && isCrowd.has(person) ? 'crowded' : verdict;
    });
  } catch (error) {
    // The connection may be broken in the middle; closing it rolls back in every case.
    client.release(true);
    throw error;
  }
}

interface DecidedLinks {
  readonly verdicts: readonly LinkVerdict[];
  /** New links, unit to person. */
  readonly added: ReadonlyMap<string, string>;
  /** What each of those named, which is the person or another of its units; in the same order. */
  readonly named: ReadonlyMap<string, string>;
  /** Persons that are units from now on, and whose they are. */
  readonly moved: ReadonlyMap<string, string>;
}

function decideLinks(links: readonly UnitLink[], found: readonly UnitLink[]): DecidedLinks {
  const personOf = new Map(found.map(({ unit, person }) => [unit, person]));
  const added = new Map<string, string>();
  const named = new Map<string, string>();
  const moved = new Map<string, string>();
  const verdicts = links.map(({ unit, person: given }): LinkVerdict => {
    const person = personOf.get(given) ?? given;
    const known = personOf.get(unit);
    if (unit === given || (known === undefined && person === unit)) return 'circular';
    if (known !== undefined) return known === person ? 'known' : 'already-linked';
    for (const map of [personOf, added, moved]) {
      for (const [other, itsPerson] of map) if (itsPerson === unit) map.set(other, person);
    }
    personOf.set(unit, person);
    added.set(unit, person);
    named.set(unit, given);
    moved.set(unit, person);
    return 'new';
  });
  return { verdicts, added, named, moved };
}
