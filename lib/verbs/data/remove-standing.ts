import type { Transaction } from '../../database/client';
import { changedMembers } from '../audit/changed-members';
import { audienceRow, toAudienceView } from '../audiences/audience-view';
import { isSameValue } from '../../model/changes';
import type { Caller } from '../../auth/context';
import { toExperimentView } from '../experiments/experiment-view';
import { experimentRow } from '../experiments/find-experiment';
import { announceConfiguration } from '../experiments/run-life';
import { isActive } from '../experiments/runs-within-reach';
import { lockRow } from '../edited-row';
import { toStoredJson } from '../stored-json';
import type { StandingUnit } from './data-answers';
import { ruleWithoutUnit } from './rule-without-unit';

/** What the audit trail says of a definition that was changed. */
export interface Removal {
  readonly action: 'audience.update' | 'experiment.update';
  readonly subject: string;
  readonly detail: object;
}

/**
 * Takes a unit's id out of one definition, archived ones included. A run follows the forced units of its experiment; what it
 * froze is never changed, and so is not the targeting of an experiment that runs. None where nothing changed.
 */
export async function removeStanding(
  transaction: Transaction,
  ctx: Caller,
  { place, key, unit }: StandingUnit,
): Promise<readonly Removal[]> {
  if (place === 'run') return [];
  const remove = place === 'audience' ? removeFromAudience : removeFromExperiment;
  return remove(transaction, ctx, key, unit);
}

async function removeFromAudience(
  transaction: Transaction,
  ctx: Caller,
  key: string,
  unit: string,
): Promise<readonly Removal[]> {
  const stored = await lockRow(audienceRow, transaction, ctx, key);
  const before = toAudienceView(stored).rule;
  const rule = ruleWithoutUnit(before, unit);
  if (isSameValue(before, rule)) return [];
  await transaction.audience.update({
    where: { id: stored.id },
    data: { rule: toStoredJson(rule), version: { increment: 1 } },
  });
  return [
    {
      action: 'audience.update',
      subject: `audience:${key}`,
      detail: changedMembers({ rule: before }, { rule }),
    },
  ];
}

async function removeFromExperiment(
  transaction: Transaction,
  ctx: Caller,
  key: string,
  unit: string,
): Promise<readonly Removal[]> {
  const stored = await lockRow(experimentRow, transaction, ctx, key);
  const before = toExperimentView(stored);
  const forced = before.forced.filter((entry) => entry.unit !== unit);
  const isRunning = stored.runs.some(isActive);
  const targeting = isRunning ? before.targeting : ruleWithoutUnit(before.targeting, unit);
  const { changed } = changedMembers(
    { forced: before.forced, targeting: before.targeting },
    { forced, targeting },
  );
  if (Object.keys(changed).length === 0) return [];
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
  return [{ action: 'experiment.update', subject: `experiment:${key}`, detail: { changed, run: null } }];
}
