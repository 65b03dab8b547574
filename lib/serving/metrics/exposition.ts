import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { LATENCY_BOUNDS, type LabelledCounts, type LatencyHistogram } from './counts';
import type { ServingMetrics } from './metrics';

/** What is so at this moment, beside what was counted. */
export interface ServingState {
  readonly isDatabaseReachable: boolean;
  readonly exposuresWaiting: number;
  readonly exposuresLost: number;
  readonly streams: number;
  /** Milliseconds since the epoch; null while no configuration is loaded. */
  readonly configurationConfirmedAtMs: number | null;
  readonly environments: readonly { readonly id: number; readonly version: number }[];
}

export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

let processRegistry: Registry | undefined;

/** Begins to watch the process: event-loop lag, garbage collection, memory. Once, whoever asks. */
export function watchProcess(): void {
  if (processRegistry !== undefined) return;
  processRegistry = new Registry();
  collectDefaultMetrics({ register: processRegistry, eventLoopMonitoringPrecision: 20 });
}

/** Everything in Prometheus's text format. Made anew for each scrape from plain numbers. */
export async function renderMetrics(
  metrics: ServingMetrics,
  state: ServingState,
  now: Date,
): Promise<string> {
  const registry = new Registry();
  addCounts(registry, metrics);
  addState(registry, state, now);
  const parts = [await registry.metrics(), latencyText(metrics.latency)];
  if (processRegistry !== undefined) parts.push(await processRegistry.metrics());
  return parts.join('\n');
}

function addCounts(registry: Registry, { evaluations, requests, ingested, lookups }: ServingMetrics): void {
  addCounter(registry, evaluations, {
    name: 'fairsplit_evaluations_total',
    help: 'Evaluations by reason.',
    labelNames: ['reason'],
  });
  addCounter(registry, requests, {
    name: 'fairsplit_requests_total',
    help: 'Requests to the data plane by route, method and status.',
    labelNames: ['route', 'method', 'status'],
  });
  addCounter(registry, ingested, {
    name: 'fairsplit_ingested_items_total',
    help: 'Exposures and events that were sent here, by verdict: accepted, duplicate or rejected.',
    labelNames: ['kind', 'verdict'],
  });
  addCounter(registry, lookups, {
    name: 'fairsplit_assignment_lookups_total',
    help: 'Look-ups of the variant that a unit met before: remembered, read, or unavailable.',
    labelNames: ['result'],
  });
}

function addCounter<Label extends string>(
  registry: Registry,
  counts: LabelledCounts<Label>,
  { name, help, labelNames }: { name: string; help: string; labelNames: Label[] },
): void {
  const counter = new Counter<string>({ name, help, labelNames, registers: [registry] });
  for (const { labels, count } of counts.all()) counter.inc({ ...labels }, count.value);
}

function addState(registry: Registry, state: ServingState, now: Date): void {
  const gauge = (name: string, help: string, value: number) =>
    new Gauge({ name, help, registers: [registry] }).set(value);
  gauge('fairsplit_database_up', 'Whether the database answered lately.', state.isDatabaseReachable ? 1 : 0);
  gauge('fairsplit_buffered_exposures', 'Exposures that wait to be stored.', state.exposuresWaiting);
  gauge('fairsplit_streams', 'Connections that are told of configuration changes.', state.streams);
  new Counter({
    name: 'fairsplit_lost_exposures_total',
    help: 'Exposures that could not be stored and are lost.',
    registers: [registry],
  }).inc(state.exposuresLost);
  if (state.configurationConfirmedAtMs !== null) {
    const ageSeconds = Math.max(0, now.getTime() - state.configurationConfirmedAtMs) / 1000;
    const help = 'Time since the database last confirmed the configuration that is served.';
    gauge('fairsplit_configuration_age_seconds', help, ageSeconds);
  }
  const version = new Gauge({
    name: 'fairsplit_configuration_version',
    help: 'Version of the configuration that is served, by environment.',
    labelNames: ['environment_id'],
    registers: [registry],
  });
  for (const { id, version: served } of state.environments) version.set({ environment_id: id }, served);
}

/** By hand: the library's own histogram can only be written to observation by observation. */
function latencyText(latency: ReadonlyMap<string, LatencyHistogram>): string {
  const name = 'fairsplit_request_duration_seconds';
  const lines = [
    `# HELP ${name} Time from the head of a request to its answer, by route.`,
    `# TYPE ${name} histogram`,
  ];
  for (const [route, { counts, sumSeconds }] of latency) {
    let total = 0;
    for (const [index, count] of counts.entries()) {
      total += count;
      const bound = LATENCY_BOUNDS[index];
      lines.push(`${name}_bucket{le="${bound ?? '+Inf'}",route="${route}"} ${total}`);
    }
    lines.push(`${name}_sum{route="${route}"} ${sumSeconds}`, `${name}_count{route="${route}"} ${total}`);
  }
  return `${lines.join('\n')}\n`;
}
