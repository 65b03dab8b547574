import { recentIntake } from '../../analysis/recent-intake';
import { planProgress } from '../../charts/plan-progress';
import type { Reader } from '../../database/reader';
import { plannedEndReached } from '../../decision/look';
import { parseAnalysisResult } from '../../model/analysis-result';
import { parseStoredDecision } from '../../model/decision';
import type { DetectableEffect } from '../../model/detectable-effect';
import { configurationOfRun, type RunConfiguration } from '../../model/run-configuration';
import { cannotSay, type Outcome } from '../../statistics/outcome';
import type { StoredRun } from './runs-within-reach';

/** What is known of a run when its plan is to be extended: nothing of it depends on an effect. */
export interface ExtensionStanding {
  readonly configuration: RunConfiguration;
  readonly startedAt: Date;
  readonly now: Date;
  /** As of the newest analysis; 0 before the first. */
  readonly maturedUnits: number;
  readonly looksTaken: number;
  /** The clock of the last look; 0 before the first. */
  readonly spendingTime: number;
  readonly newUnitsADay: Outcome<number>;
  /** Null: no analysis says it. */
  readonly detectable: readonly DetectableEffect[] | null;
}

export async function extensionStanding(
  reader: Reader,
  run: StoredRun,
  now: Date,
): Promise<ExtensionStanding> {
  const configuration = configurationOfRun(run);
  const newest = await reader.analysis.findFirst({
    where: { runId: run.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { horizon: true, result: true, decision: true },
  });
  const last = await reader.analysis.findFirst({
    where: { runId: run.id, lookNumber: { not: null } },
    orderBy: { lookNumber: 'desc' },
    select: { lookNumber: true, decision: true },
  });
  const result = newest === null ? null : parseAnalysisResult(newest.result);
  const look = parseStoredDecision(last?.decision ?? null)?.look;
  return {
    configuration,
    startedAt: run.startedAt,
    now,
    maturedUnits: planProgress(configuration.plan, result).matured,
    looksTaken: last?.lookNumber ?? 0,
    spendingTime: look?.taken === true ? (look.lookFractions.at(-1) ?? 0) : 0,
    newUnitsADay:
      newest === null || result === null
        ? cannotSay('too-few-units', 'spread-not-known-yet')
        : recentIntake(result, run.startedAt, newest.horizon),
    detectable: parseStoredDecision(newest?.decision ?? null)?.detectable ?? null,
  };
}

/** Why a plan is not extended. */
interface ExtensionRefusal {
  readonly code: string;
  readonly detail: string;
}

/** Why this plan is not to be extended, whatever the size; null: it may be. */
export function extensionRefusal(standing: ExtensionStanding): ExtensionRefusal | null {
  const { configuration, maturedUnits, looksTaken, spendingTime, startedAt, now } = standing;
  const { plan } = configuration;
  if (plan.method === 'always-valid') {
    return refusal(
      'NO_EXTENSION_NEEDED',
      'The plan is always valid: the run may go on for as long as it takes, and no extension is needed.',
    );
  }
  if (plan.plannedUnits === null) {
    return refusal('NO_SIZE_PLANNED', 'The run has no planned number of units, so there is none to raise.');
  }
  if (plan.method === 'fixed' ? looksTaken > 0 : spendingTime >= 1) {
    return refusal('LAST_LOOK_TAKEN', 'The last look of the plan has been taken. Start a new run instead.');
  }
  const end = { matured: maturedUnits, ended: false, longestWaitMs: 0, startedAt, now };
  if (maturedUnits >= plan.plannedUnits || (plan.method === 'fixed' && plannedEndReached(plan, end))) {
    return refusal(
      'PLANNED_END_REACHED',
      'The planned end is reached: the next analysis takes the last look, and no extension may change it.',
    );
  }
  return null;
}

function refusal(code: string, detail: string): ExtensionRefusal {
  return { code, detail };
}
