import { z } from 'zod';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { environmentField } from '../input-fields';
import { parseInput } from '../parse-input';

export const countVerdictsInput = z.strictObject({
  environment: environmentField,
  hours: z.coerce.number().int().min(1).max(720).default(24).describe('How many hours back.'),
});

/** How many items of a kind got one verdict. */
export interface VerdictCount {
  readonly kind: string;
  /** ACCEPTED, DUPLICATE, a rejection's code, or what was only noticed: CLOCK_AHEAD, LATE. */
  readonly code: string;
  readonly items: number;
  /** The minute in which the last of them came. */
  readonly lastAt: Date;
}

// Example for environment 3:
//   kind  | code     | items | lastAt
//   EVENT | ACCEPTED |  9120 | 2026-03-10 11:59:00
//   EVENT | BOT      |    14 | 2026-03-10 11:20:00
const COUNT_VERDICTS = `
select "kind", "code", sum("items")::float8 as "items", max("minute") as "lastAt"
from "ingestion_counts"
where "environment_id" = $1::int and "minute" > $2::timestamptz
group by "kind", "code"
order by "kind", "code" not in ('ACCEPTED', 'DUPLICATE'), "items" desc, "code"
`;

/** What became of the items of the last hours, in all instances, up to a second ago. Throws NotFoundError. */
export async function countVerdicts({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<readonly VerdictCount[]> {
  authorise(ctx, 'experiments:read', 'environment');
  const { environment, hours } = parseInput(countVerdictsInput, input);
  const { id } = await findEnvironment(ctx.database.prisma, ctx, environment);
  const since = new Date(ctx.now().getTime() - hours * 3_600_000);
  const { rows } = await ctx.database.pool.query<VerdictCount>(COUNT_VERDICTS, [id, since.toISOString()]);
  return rows;
}
