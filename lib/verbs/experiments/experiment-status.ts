import type { Transaction } from '../../database/client';
import type { StoredExperiment } from './experiment-view';
import { isActive } from './runs-within-reach';

type StatusByRuns = Exclude<StoredExperiment['status'], 'ARCHIVED'>;

/** What an experiment is by its runs in all environments: running where one goes on, then shipped, then stopped. */
export function statusOf(
  runs: readonly Pick<StoredExperiment['runs'][number], 'endedAt' | 'shippedVariant'>[],
): StatusByRuns {
  if (runs.some(isActive)) return 'RUNNING';
  if (runs.some(({ shippedVariant }) => shippedVariant !== null)) return 'SHIPPED';
  return runs.length > 0 ? 'STOPPED' : 'DRAFT';
}

/** Writes the status that the runs give it now, as the next version; for whoever began or ended a run. */
export async function settleStatus(transaction: Transaction, experimentId: string): Promise<void> {
  const runs = await transaction.run.findMany({
    where: { experimentId },
    select: { endedAt: true, shippedVariant: true },
  });
  await transaction.experiment.update({
    where: { id: experimentId },
    data: { status: statusOf(runs), version: { increment: 1 } },
  });
}
