import { ConflictError } from '../errors';
import { parseAnalysisResult, type AnalysisResult } from '../model/analysis-result';
import { ApiClient } from '../client/api-client';
import type { Operations } from '../client/operations';
import type { SentCounts } from '../client/send-items';
import { compareWithPlanted, type PlantedComparison } from '../simulator/comparison';
import type { Scenario } from '../simulator/scenario';
import { lengthInDays, simulateTraffic } from '../simulator/traffic';
import { servedAssignment } from './assignments';
import { createRehearsal, startRehearsal } from './configure';
import type { Pace } from './pace';
import { instantOf, sendDay } from './send-day';

type ReadAnalysis = Operations['latestAnalysis']['answer'];

interface Analysis extends Pick<ReadAnalysis, 'id' | 'lookNumber'> {
  readonly result: AnalysisResult;
  readonly decision: NonNullable<ReadAnalysis['decision']>;
}

/** One analysis of a rehearsal, and what was planted beside it. */
export interface RehearsedAnalysis extends Analysis {
  /** How many simulated days had passed. */
  readonly day: number;
  readonly planted: readonly PlantedComparison[];
}

export interface RehearsalOutcome extends SentCounts {
  readonly seed: number;
  /** In order; the last one is the one that ended the rehearsal. */
  readonly analyses: readonly RehearsedAnalysis[];
  /** The day at whose end the experiment was stopped by a decision; null: it ran to its end. */
  readonly stoppedOnDay: number | null;
  /** The day at whose end a look first advised to stop for futility; null: none did. */
  readonly futilityAdvisedOnDay: number | null;
}

export interface Rehearsal {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly server: { readonly url: string; readonly key: string };
  readonly pace: Pace;
  readonly onStart: (days: number) => void;
  /** After each day; `isLast`: nothing follows. */
  readonly onDay: (day: number, isLast: boolean) => void;
}

/**
 * Walks a scenario through a server by its API alone: configures, sends day by day, analyses, and stops as decided. Throws
 * ConflictError where the experiment is there already, and what the server rejected.
 */
export async function rehearse(rehearsal: Rehearsal): Promise<RehearsalOutcome> {
  const { scenario, seed, server, pace, onStart, onDay } = rehearsal;
  const client = new ApiClient(server.url, server.key);
  const total = lengthInDays(scenario);
  pace.prepare(total);
  await createRehearsal(client, scenario);
  const startedAt = await startRehearsal(client, scenario);
  pace.started(startedAt);
  const assign = await servedAssignment(client, scenario, seed);
  onStart(total);
  const time = { startedAt, dayMs: pace.dayMs };
  const analyses: RehearsedAnalysis[] = [];
  let [accepted, duplicate] = [0, 0];
  let stoppedOnDay: number | null = null;
  for (const traffic of simulateTraffic(scenario, seed, assign)) {
    const day = traffic.day + 1;
    await pace.reach(instantOf(time, { day, daysBefore: 0 }));
    const sent = await sendDay(client, scenario, time, traffic);
    accepted += sent.accepted;
    duplicate += sent.duplicate;
    const isLast = day === total;
    if (isLast) await stop(client, scenario);
    const isDue = isLast || day % scenario.analyseEveryDays === 0;
    const analysis = isDue ? await analyse(client, scenario, day) : null;
    if (analysis !== null) analyses.push(analysis);
    const stops = !isLast && scenario.stopWhenDecided && analysis !== null && isDecided(analysis);
    onDay(day, isLast || stops);
    if (!stops) continue;
    await stop(client, scenario);
    stoppedOnDay = day;
    break;
  }
  const advised = analyses.find((one) => one.lookNumber !== null && outcomeOf(one) === 'stop-futility');
  const futilityAdvisedOnDay = advised?.day ?? null;
  return { seed, accepted, duplicate, analyses, stoppedOnDay, futilityAdvisedOnDay };
}

async function stop(client: ApiClient, scenario: Scenario): Promise<void> {
  await client.call('stopExperiment', { key: scenario.experiment.key });
}

async function analyse(client: ApiClient, scenario: Scenario, day: number): Promise<RehearsedAnalysis> {
  const segments = scenario.segments.map(({ attribute }) => attribute);
  const { key } = scenario.experiment;
  await client.call('runAnalysis', { key, segments });
  // Of a run that is not valid too: what was planted is known, and compared with what was found.
  const { id, lookNumber, decision, ...read } = await client.call('latestAnalysis', { key, moments: true });
  if (decision === null)
    throw new ConflictError('NOT_DECIDED', `The analysis of day ${String(day)} has no decision.`);
  const result = parseAnalysisResult(read.result);
  return { id, lookNumber, result, decision, day, planted: compareWithPlanted(scenario, result, day) };
}

/** Advice to stop for futility ends a rehearsal as a decision does: it shows what following it comes to. */
function isDecided(analysis: Analysis): boolean {
  return ![null, 'keep-running'].includes(outcomeOf(analysis));
}

function outcomeOf({ decision: { decision } }: Analysis) {
  return decision.ok ? decision.value.outcome : null;
}
