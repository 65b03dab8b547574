import { z } from 'zod';
import { ConflictError } from '../errors';
import { expecting, type ApiClient } from '../client/api-client';
import { ensureMetric, type MetricBody } from '../client/ensure-metric';
import type { ExperimentBody } from '../model/experiment';
import type { Scenario, ScenarioMetric } from '../simulator/scenario';
import { eventName } from '../simulator/traffic';

const experimentSchema = z.object({
  runs: z.array(z.object({ number: z.int(), startedAt: z.coerce.date() })),
});

export function experimentPath({ experiment }: Scenario): string {
  return `/api/v1/experiments/${encodeURIComponent(experiment.key)}`;
}

/** Creates what the scenario needs. Throws ConflictError where the experiment is there already, or a metric differs. */
export async function createRehearsal(client: ApiClient, scenario: Scenario): Promise<void> {
  const { key } = scenario.experiment;
  const found = await client.request('GET', experimentPath(scenario));
  if (found.status === 200) {
    throw new ConflictError(
      'EXPERIMENT_EXISTS',
      `There is already an experiment "${key}": a rehearsal needs one of its own. Name another with --experiment KEY.`,
    );
  }
  for (const metric of scenario.metrics) await ensureMetric(client, metricBody(metric));
  await expecting(
    experimentSchema,
    client.request('POST', '/api/v1/experiments', experimentBody(scenario)),
    201,
  );
}

/** Starts the run and says when it began by the server's clock. */
export async function startRehearsal(client: ApiClient, scenario: Scenario): Promise<Date> {
  const request = client.request('POST', `${experimentPath(scenario)}/start`, {});
  const { runs } = await expecting(experimentSchema, request, 200);
  const [run] = runs;
  if (run === undefined)
    throw new ConflictError('NOT_STARTED', `"${scenario.experiment.key}" could not be started.`);
  return run.startedAt;
}

function metricBody(metric: ScenarioMetric): MetricBody {
  const { key, name = key, direction, unit, past } = metric;
  const facts = { key, name, direction, unit, description: 'Of a simulated experiment.' };
  const measured = {
    version: 2,
    event: eventName(metric),
    where: [],
    window: { startHours: 0, lengthHours: null, mustBeComplete: false },
    covariate: past === null ? null : { lengthHours: past.days * 24, term: null },
  } as const;
  return metric.kind === 'proportion'
    ? { ...facts, kind: 'proportion', definition: measured }
    : { ...facts, kind: metric.kind, definition: { ...measured, winsorisation: null } };
}

function experimentBody(scenario: Scenario): ExperimentBody {
  const { experiment, variants, metrics, plan, leastConditionalPower } = scenario;
  return {
    key: experiment.key,
    name: experiment.name ?? experiment.key,
    hypothesis: experiment.hypothesis,
    valueType: 'string',
    variants: variants.map(({ key, name = key, weight }, position) => ({
      key,
      name,
      value: key,
      weight,
      isControl: position === 0,
    })),
    metrics: metrics.map(({ key, role, relativeMargin, minimumEffectRelative }) => ({
      metric: key,
      role,
      relativeMargin,
      minimumEffectRelative,
    })),
    plan,
    leastConditionalPower,
  };
}
