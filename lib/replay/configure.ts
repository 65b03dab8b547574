import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ConflictError } from '../errors';
import { expecting, type ApiClient } from '../client/api-client';
import { ensureMetric } from '../client/ensure-metric';
import type { ExperimentBody } from '../model/experiment';
import type { ReplayPlan } from './experiment-plan';

const experimentSchema = z.object({
  status: z.string(),
  variants: z.array(
    z.object({ key: z.string(), name: z.string(), weight: z.number(), isControl: z.boolean() }),
  ),
  metrics: z.array(z.object({ metric: z.string() })),
  runs: z.array(
    z.object({
      number: z.int(),
      startedAt: z.coerce.date(),
      endedAt: z.coerce.date().nullable(),
      recordedAt: z.string().nullable(),
    }),
  ),
});

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
  const path = `/api/v1/experiments/${encodeURIComponent(plan.experiment.key)}`;
  const found = await client.request('GET', path);
  const experiment =
    found.status === 404
      ? await expecting(experimentSchema, client.request('POST', '/api/v1/experiments', plan.experiment), 201)
      : await expecting(experimentSchema, Promise.resolve(found), 200);
  refuseOther(plan.experiment, experiment);
  const started =
    experiment.runs.length > 0
      ? experiment
      : await expecting(
          experimentSchema,
          client.request('POST', `${path}/start`, plan.recorded === null ? {} : { recorded: plan.recorded }),
          200,
        );
  const run = started.runs[0];
  if (run === undefined)
    throw new ConflictError('NOT_STARTED', `"${plan.experiment.key}" could not be started.`);
  refuseOtherTimes(plan, run);
  return { startedAt: run.startedAt, run: run.number };
}

type FoundRun = z.output<typeof experimentSchema>['runs'][number];

function refuseOtherTimes(
  { experiment, recorded }: ReplayPlan,
  { recordedAt, startedAt, endedAt }: FoundRun,
): void {
  const found = recordedAt === null ? null : { startedAt, endedAt };
  if (isDeepStrictEqual(recorded === null ? null : { ...recorded }, found)) return;
  const times =
    found === null
      ? 'was started here'
      : `is recorded from ${startedAt.toISOString()} to ${String(endedAt?.toISOString())}`;
  throw new ConflictError(
    'EXPERIMENT_DIFFERS',
    `The run of "${experiment.key}" ${times}, other than what is replayed. Name its --started-at and --ended-at, or choose another --experiment KEY.`,
  );
}

function refuseOther(planned: ExperimentBody, found: z.output<typeof experimentSchema>): void {
  const variants = planned.variants.map(({ key, name, weight, isControl }) => ({
    key,
    name,
    weight,
    isControl,
  }));
  const metrics = (planned.metrics ?? []).map(({ metric }) => ({ metric }));
  if (isDeepStrictEqual(variants, found.variants) && isDeepStrictEqual(metrics, found.metrics)) return;
  throw new ConflictError(
    'EXPERIMENT_DIFFERS',
    `There is already an experiment "${planned.key}" with other variants or metrics. Choose another --experiment KEY.`,
  );
}
