import type { RunConfiguration } from '../../analysis/run-configuration';
import { lookAt } from '../../decision/look';
import type { Context } from '../context';
import { parseStoredDecision } from './stored-decision';

interface Run {
  readonly id: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/**
 * Whether so many units would make the analysis a look, as far as is known before it holds the run's lock: enough to tell what
 * is worth reading. Whether it is one is decided under the lock.
 */
export async function lookAhead(
  { database }: Pick<Context, 'database'>,
  { id, startedAt, endedAt }: Run,
  { plan }: RunConfiguration,
  now: Date,
): Promise<(units: number) => boolean> {
  const last = await database.prisma.analysis.findFirst({
    where: { runId: id, lookNumber: { not: null } },
    orderBy: { lookNumber: 'desc' },
    select: { decision: true },
  });
  const earlier = parseStoredDecision(last?.decision ?? null);
  const earlierFractions = earlier?.look.taken === true ? earlier.look.lookFractions : [];
  return (units) => lookAt(plan, { units, ended: endedAt !== null, startedAt, now, earlierFractions }).taken;
}
