import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '../errors';
import type { ApiClient } from '../client/api-client';
import { ensureMetric } from '../client/ensure-metric';
import type { Operations } from '../client/operations';
import type { ReplayPlan } from './experiment-plan';

type FoundExperiment = Operations['getExperiment']['answer'];

export interface ReplayedRun {
  readonly startedAt: Date;
  /** 1 for the first run of the experiment. */
  readonly run: number;
}

/**
 * Creates what the recording needs, or finds it there from an earlier replay, and says when the run started: the
 * instant of every exposure that has none of its own. Throws ConflictError where what is there differs.
 */
export async function configureReplay(client: ApiClient, plan: ReplayPlan): Promise<ReplayedRun> {
  for (const metric of plan.metrics) await ensureMetric(client, metric);
  const { key } = plan.experiment;
  const experiment =
    (await client.find('getExperiment', { key })) ?? (await client.call('createExperiment', plan.experiment));
  refuseOther(plan.experiment, experiment);
  const started =
    experiment.runs.length > 0
      ? experiment
      : await client.call('startExperiment', {
          key,
          ...(plan.recorded !== null && { recorded: plan.recorded }),
        });
  const run = started.runs[0];
  if (run === undefined)
    throw new ConflictError('NOT_STARTED', `"${plan.experiment.key}" could not be started.`);
  refuseOtherTimes(plan, run);
  return { startedAt: new Date(run.startedAt), run: run.number };
}

function refuseOtherTimes(
  { experiment, recorded }: ReplayPlan,
  { recordedAt, startedAt, endedAt }: FoundExperiment['runs'][number],
): void {
  const found = recordedAt === null ? null : { startedAt, endedAt };
  const planned = recorded && {
    startedAt: recorded.startedAt.toISOString(),
    endedAt: recorded.endedAt.toISOString(),
  };
  if (isDeepStrictEqual(planned, found)) return;
  const times = found === null ? 'was started here' : `is recorded from ${startedAt} to ${String(endedAt)}`;
  throw new ConflictError(
    'EXPERIMENT_DIFFERS',
    `The run of "${experiment.key}" ${times}, other than what is replayed. Name its --started-at and --ended-at, or choose another --experiment KEY.`,
  );
}

function refuseOther(planned: ReplayPlan['experiment'], found: FoundExperiment): void {
  if (isDeepStrictEqual(comparedOf(planned), comparedOf(found))) return;
  throw new ConflictError(
    'EXPERIMENT_DIFFERS',
    `There is already an experiment "${planned.key}" with other variants or metrics. Choose another --experiment KEY.`,
  );
}

interface Compared {
  readonly variants: readonly Pick<
    FoundExperiment['variants'][number],
    'key' | 'name' | 'weight' | 'isControl'
  >[];
  readonly metrics?: readonly Pick<FoundExperiment['metrics'][number], 'metric'>[] | undefined;
}

function comparedOf({ variants, metrics = [] }: Compared) {
  return [
    variants.map(({ key, name, weight, isControl }) => ({ key, name, weight, isControl })),
    metrics.map(({ metric }) => metric),
  ];
}
