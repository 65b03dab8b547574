import { inTransaction, type Transaction } from '../../database/client';
import { lockAudience, toAudienceView } from '../audiences/audience-view';
import { isSameValue } from '../changes';
import type { Context } from '../context';
import { toExperimentView } from '../experiments/experiment-view';
import { lockExperiment } from '../experiments/find-experiment';
import { announceConfiguration } from '../experiments/run-life';
import { isActive } from '../experiments/runs-within-reach';
import { recordAudit } from '../record-audit';
import { toStoredJson } from '../stored-json';
import type { StandingUnit } from './find-standing';
import { ruleWithoutUnit } from './rule-without-unit';

/**
 * Takes a unit's id out of one definition, archived ones included. A run follows the forced units of its experiment; what it
 * froze is never changed, and so is not the targeting of an experiment that runs.
 */
export async function removeStanding(ctx: Context, { place, key, unit }: StandingUnit): Promise<void> {
  await inTransaction(ctx.database, async (transaction) => {
    if (place === 'audience') await removeFromAudience(transaction, ctx, key, unit);
    if (place === 'forced' || place === 'targeting') await removeFromExperiment(transaction, ctx, key, unit);
  });
}

async function removeFromAudience(
  transaction: Transaction,
  ctx: Context,
  key: string,
  unit: string,
): Promise<void> {
  const stored = await lockAudience(transaction, ctx, key);
  const before = toAudienceView(stored).rule;
  const rule = ruleWithoutUnit(before, unit);
  if (isSameValue(before, rule)) return;
  await transaction.audience.update({
    where: { id: stored.id },
    data: { rule: toStoredJson(rule), version: { increment: 1 } },
  });
  await recordAudit(transaction, ctx, {
    action: 'audience.update',
    subject: `audience:${key}`,
    detail: { rule },
  });
}

async function removeFromExperiment(
  transaction: Transaction,
  ctx: Context,
  key: string,
  unit: string,
): Promise<void> {
  const stored = await lockExperiment(transaction, ctx, key);
  const before = toExperimentView(stored);
  const forced = before.forced.filter((entry) => entry.unit !== unit);
  const isRunning = stored.runs.some(isActive);
  const targeting = isRunning ? before.targeting : ruleWithoutUnit(before.targeting, unit);
  const changed = {
    ...(!isSameValue(before.forced, forced) && { forced }),
    ...(!isSameValue(before.targeting, targeting) && { targeting }),
  };
  if (Object.keys(changed).length === 0) return;
  await transaction.experiment.update({
    where: { id: stored.id },
    data: {
      forced: toStoredJson(forced),
      targeting: toStoredJson(targeting),
      version: { increment: 1 },
    },
  });
  if ('forced' in changed) {
    const served = stored.runs.filter((run) => isActive(run) || run.shippedVariant !== null);
    for (const environmentId of new Set(served.map((run) => run.environmentId))) {
      await announceConfiguration(transaction, environmentId);
    }
  }
  await recordAudit(transaction, ctx, {
    action: 'experiment.update',
    subject: `experiment:${key}`,
    detail: { changed, run: null },
  });
}
