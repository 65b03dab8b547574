import { ConflictError } from '../errors';
import type { ApiClient } from '../client/api-client';
import { ensureMetric, type MetricBody } from '../client/ensure-metric';
import type { Operations } from '../client/operations';
import type { Scenario, ScenarioMetric } from '../simulator/scenario';
import { eventName } from '../simulator/traffic';

/** Creates what the scenario needs. Throws ConflictError where the experiment is there already, or a metric differs. */
export async function createRehearsal(client: ApiClient, scenario: Scenario): Promise<void> {
  const { key } = scenario.experiment;
  if ((await client.find('getExperiment', { key })) !== null) {
    throw new ConflictError(
      'EXPERIMENT_EXISTS',
      `There is already an experiment "${key}": a rehearsal needs one of its own. Name another with --experiment KEY.`,
    );
  }
  for (const metric of scenario.metrics) await ensureMetric(client, metricBody(metric));
  await client.call('createExperiment', experimentBody(scenario));
}

/** Starts the run and says when it began by the server's clock. */
export async function startRehearsal(client: ApiClient, scenario: Scenario): Promise<Date> {
  const { key } = scenario.experiment;
  const {
    runs: [run],
  } = await client.call('startExperiment', { key });
  if (run === undefined) throw new ConflictError('NOT_STARTED', `"${key}" could not be started.`);
  return new Date(run.startedAt);
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

function experimentBody(scenario: Scenario): Operations['createExperiment']['input'] {
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
