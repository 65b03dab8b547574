import { lockLinks } from '../write/link-units';
import type { WrongLinks } from '../../forget';
import { noRuns, type Removal } from './removal';

interface StoredLink {
  readonly unit: string;
  readonly person: string;
  /** What the link named: the person, or a unit that was linked in turn. */
  readonly named: string;
}

// Example: a was linked to b, then b to c, then d to c; asked with b, or with c
//   unit | person | named
//   a    | c      | b
//   b    | c      | c
//   d    | c      | c
const FIND_ALL_OF_PERSON = `
with "asked" as (
  select coalesce((
    select "person" from "identity_links"
    where "environment_id" = $1::int and "unit_hash" = hashtextextended($2::text, 0) and "unit" = $2::text
  ), $2::text) as "person"
)
select "unit", "person", coalesce("named", "person") as "named"
from "identity_links"
join "asked" using ("person")
where "environment_id" = $1::int and "person_hash" = hashtextextended("asked"."person", 0)
`;

const REMOVE_LINKS = `
delete from "identity_links" using unnest($2::text[]) as "given" ("unit")
where "environment_id" = $1::int
  and "unit_hash" = hashtextextended("given"."unit", 0) and "identity_links"."unit" = "given"."unit"
`;

const MOVE_UNITS = `
update "identity_links" set "person" = "given"."person"
from unnest($2::text[], $3::text[]) as "given" ("unit", "person")
where "environment_id" = $1::int
  and "unit_hash" = hashtextextended("given"."unit", 0) and "identity_links"."unit" = "given"."unit"
`;

export const undoLinks: Removal<WrongLinks, WrongLinks, number> = {
  prepare: (_, links) => Promise.resolve(links),
  // Runs of an environment with links are read as a whole, and what is kept from before knows none of them.
  runsOf: noRuns,
  remove: async ({ writePool }, links) => {
    const asked = 'unit' in links ? links.unit : links.anonymous;
    const isUndone = ({ unit, named }: StoredLink) => ('unit' in links ? named : unit) === asked;
    const client = await writePool.connect();
    try {
      await client.query('begin');
      await lockLinks(client, links.environmentId);
      const { rows } = await client.query<StoredLink>(FIND_ALL_OF_PERSON, [links.environmentId, asked]);
      const removed = rows.filter(isUndone).map((link) => link.unit);
      const moved = movedUnits(rows.filter((link) => !isUndone(link)));
      await client.query(REMOVE_LINKS, [links.environmentId, removed]);
      await client.query(MOVE_UNITS, [links.environmentId, [...moved.keys()], [...moved.values()]]);
      await client.query('commit');
      client.release();
      return removed.length;
    } catch (error) {
      // The connection may be broken in the middle; closing it rolls back in every case.
      client.release(true);
      throw error;
    }
  },
};

/** Of the links that stay, those whose person is another one now: unit to person. */
function movedUnits(links: readonly StoredLink[]): ReadonlyMap<string, string> {
  const namedBy = new Map(links.map(({ unit, named }) => [unit, named]));
  const personOf = (unit: string): string => {
    let person = unit;
    for (let next = namedBy.get(person); next !== undefined; next = namedBy.get(person)) person = next;
    return person;
  };
  const moved = new Map<string, string>();
  for (const { unit, person } of links) {
    const now = personOf(unit);
    if (now !== person) moved.set(unit, now);
  }
  return moved;
}
