import { z } from 'zod';
import { inTransaction, type Database } from '../../database/client';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { MAX_UNIT_CHARACTERS, textField } from '../ingestion/item-fields';
import { lockLinks } from '../ingestion/link-units';
import { environmentField } from '../input-fields';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';

// Any text: what is to be undone may be a link to what no link may name any more.
const ofOne = z.strictObject({
  environment: environmentField,
  anonymous: textField('anonymous', MAX_UNIT_CHARACTERS).describe(
    'The link of this anonymous unit is undone.',
  ),
});
const ofAll = z.strictObject({
  environment: environmentField,
  unit: textField('unit', MAX_UNIT_CHARACTERS).describe('All links that named this unit are undone.'),
});

export const undoLinksInput = z.union([ofOne, ofAll], {
  error: 'Name either the anonymous unit of one link, or the unit whose links are all to be undone.',
});

export interface UndoneLinks {
  /** Links that are gone; none where there was none. */
  readonly removed: number;
}

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

/**
 * Undoes wrong links: that of one anonymous unit, or all that named a unit. Who was linked by way of them goes back to whom its
 * own link named. Nothing that was sent was rewritten by a link, so the next analysis is as if it had never been; the
 * anonymous unit can be linked anew. Throws ForbiddenError, NotFoundError, InvalidInputError.
 */
export async function undoLinks({ ctx, input }: { ctx: Context; input: unknown }): Promise<UndoneLinks> {
  authorise(ctx, 'data:manage', 'environment');
  const asked = parseInput(undoLinksInput, input);
  const { id, key } = await findEnvironment(ctx.database.prisma, ctx, asked.environment);
  const removed =
    'unit' in asked
      ? await removeLinks(ctx.database, id, asked.unit, ({ named }) => named === asked.unit)
      : await removeLinks(ctx.database, id, asked.anonymous, ({ unit }) => unit === asked.anonymous);
  await inTransaction(ctx.database, (transaction) =>
    // How many, and not whose: a unit may be erased later, and the audit trail cannot forget.
    recordAudit(transaction, ctx, {
      action: 'links.undo',
      subject: `environment:${key}`,
      detail: { removed },
    }),
  );
  return { removed };
}

async function removeLinks(
  { writePool }: Database,
  environmentId: number,
  asked: string,
  isUndone: (link: StoredLink) => boolean,
): Promise<number> {
  const client = await writePool.connect();
  try {
    await client.query('begin');
    await lockLinks(client, environmentId);
    const { rows } = await client.query<StoredLink>(FIND_ALL_OF_PERSON, [environmentId, asked]);
    const removed = rows.filter(isUndone).map((link) => link.unit);
    const moved = movedUnits(rows.filter((link) => !isUndone(link)));
    await client.query(REMOVE_LINKS, [environmentId, removed]);
    await client.query(MOVE_UNITS, [environmentId, [...moved.keys()], [...moved.values()]]);
    await client.query('commit');
    client.release();
    return removed.length;
  } catch (error) {
    // The connection may be broken in the middle; closing it rolls back in every case.
    client.release(true);
    throw error;
  }
}

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
