import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ConflictError } from '../errors';
import { expecting, type ApiClient } from './api-client';
import { ensureMetric } from './ensure-metric';
import type { ExperimentBody, ReplayPlan } from './experiment-plan';

const experimentSchema = z.object({
  status: z.string(),
  variants: z.array(
    z.object({ key: z.string(), name: z.string(), weight: z.number(), isControl: z.boolean() }),
  ),
  metrics: z.array(z.object({ metric: z.string() })),
  runs: z.array(z.object({ number: z.int(), startedAt: z.coerce.date() })),
});

export interface ReplayedRun {
  readonly startedAt: Date;
  /** 1 for the first run of the experiment. */
  readonly run: number;
}

/**
 * Creates what the recording needs, or finds it there from an earlier replay, and says when the run started: the
 * instant that every exposure of the recording carries. Throws ConflictError where what is there differs.
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
      : await expecting(experimentSchema, client.request('POST', `${path}/start`, {}), 200);
  const run = started.runs[0];
  if (run === undefined)
    throw new ConflictError('NOT_STARTED', `"${plan.experiment.key}" could not be started.`);
  return { startedAt: run.startedAt, run: run.number };
}

function refuseOther(planned: ExperimentBody, found: z.output<typeof experimentSchema>): void {
  const variants = planned.variants.map(({ key, name, weight, isControl }) => ({
    key,
    name,
    weight,
    isControl,
  }));
  const metrics = planned.metrics.map(({ metric }) => ({ metric }));
  if (isDeepStrictEqual(variants, found.variants) && isDeepStrictEqual(metrics, found.metrics)) return;
  throw new ConflictError(
    'EXPERIMENT_DIFFERS',
    `There is already an experiment "${planned.key}" with other variants or metrics. Choose another --experiment KEY.`,
  );
}
