import type { Evidence } from '../../analysis/evidence';
import type { RunConfiguration } from '../../model/run-configuration';
import { lookAt } from '../../decision/look';
import { lookProgress } from '../../decision/look-progress';
import type { ReadingContext } from '../../auth/context';
import { parseStoredDecision } from '../../model/decision';

interface Run {
  readonly id: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/**
 * Whether such evidence would make the analysis a look, as far as is known before it holds the run's lock: enough to tell what
 * is worth reading. Whether it is one is decided under the lock.
 */
export async function lookAhead(
  { database }: Pick<ReadingContext, 'database'>,
  { id, startedAt, endedAt }: Run,
  configuration: RunConfiguration,
  now: Date,
): Promise<(evidence: Pick<Evidence, 'units' | 'metrics'>) => boolean> {
  const last = await database.prisma.analysis.findFirst({
    where: { runId: id, lookNumber: { not: null } },
    orderBy: { lookNumber: 'desc' },
    select: { decision: true },
  });
  const before = parseStoredDecision(last?.decision ?? null);
  const earlier = before?.look.taken === true ? before.look : null;
  const instant = { ended: endedAt !== null, startedAt, endedAt, now, earlier };
  return (evidence) => lookAt(configuration.plan, lookProgress(configuration, evidence, instant)).taken;
}
