import type { RunView } from '../model/run';
import type { RunRule } from '../model/run-configuration';
import { extensionSentences } from './extension-sentences';
import { formatCount, formatShare } from './format';

/** A plan as a list of facts. */
export interface SetupPlan {
  readonly title: string;
  readonly description: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** How it was extended. */
  readonly extensions: readonly string[];
}

type PlannedRun = RunRule & Pick<RunView, 'number' | 'environment' | 'endedAt' | 'extensions'>;

/**
 * The plan that the latest run is judged by. The experiment's own is that of its next run, and told beside it where the run has ended and
 * the two differ; while a run goes on nothing else holds.
 */
export function setupPlans(
  experiment: RunRule,
  run: PlannedRun | undefined,
  timeZone: string,
): readonly SetupPlan[] {
  const own = factsOf(experiment);
  if (run === undefined) {
    const description = 'Decided before anybody sees results; frozen when a run starts.';
    return [{ title: 'Plan', description, facts: own, extensions: [] }];
  }
  const facts = factsOf(run);
  const extensions = extensionSentences(
    run.extensions,
    { ...run.plan, extensions: run.extensions },
    timeZone,
  );
  const since = extensions.length > 0 ? ', its size extended since' : '';
  const frozen = {
    title: 'Plan',
    description: `Of run ${String(run.number)} in ${run.environment}: frozen when it started${since}.`,
    facts,
    extensions,
  };
  if (run.endedAt === null || JSON.stringify(own) === JSON.stringify(facts)) return [frozen];
  const description = 'Frozen when that run starts; the last one is not judged by it.';
  return [frozen, { title: 'Plan of the next run', description, facts: own, extensions: [] }];
}

const methods = {
  fixed: 'One look, at the planned end',
  'group-sequential': 'Group sequential',
  'always-valid': 'Always valid: look at any time after its first twentieth',
} as const;

function factsOf({ plan, leastConditionalPower: least }: RunRule): SetupPlan['facts'] {
  const { method, looks, spending, alphaTwoSided, power, plannedUnits, plannedDays } = plan;
  const ofLooks: SetupPlan['facts'] = [
    ['Looks', String(looks)],
    ['Spending', spending === 'obrien-fleming' ? 'O’Brien-Fleming' : spending],
  ];
  const ofFutility: SetupPlan['facts'] =
    least === null
      ? []
      : [['Futility', `advice to stop below ${formatShare(least)} conditional power; it binds nobody`]];
  return [
    ['Method', methods[method]],
    ...(method === 'group-sequential' ? ofLooks : []),
    ['Alpha, two-sided', formatShare(alphaTwoSided)],
    ['Power', formatShare(power)],
    ['Planned units', plannedUnits === null ? 'not planned' : formatCount(plannedUnits)],
    ['Planned days', plannedDays === null ? 'not planned' : formatCount(plannedDays)],
    ...ofFutility,
  ];
}
