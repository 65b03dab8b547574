import type { Connection } from '../../../../database/connection';

// Why: rows carry the instant at which their transaction began, and become visible when it ends, so that what a snapshot does not
// see is not simply what is newer. What is written by a transaction that is under way now began no earlier than the oldest
// of them. Asked before the snapshot is taken: what begins in between is newer than this answer.
const SEEN_UNTIL = `
select least(min(xact_start), clock_timestamp())::text as "seenUntil"
from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
`;

/** The instant before which every row is in a snapshot that is taken from now on, as Postgres writes it. */
export async function seenUntil(client: Connection): Promise<string> {
  const { rows } = await client.query<{ readonly seenUntil: string }>(SEEN_UNTIL);
  const answer = rows[0]?.seenUntil;
  if (answer === undefined) throw new Error('Postgres did not tell what is under way.');
  return answer;
}
