import { z } from 'zod';
import { parseAnalysisResult } from '../model/analysis-result';
import { ApiClient } from '../client/api-client';
import { configureReplay } from './configure';
import { planReplay } from './experiment-plan';
import { inspectRecording } from './recording';
import type { ReplayOptions } from './replay-options';
import type { SentCounts } from '../client/send-items';
import { sendRows } from './send-rows';

export interface ReplayProgress {
  /** `notes`: what was done with blank cells, in words. */
  readonly onChecked: (units: number, notes: readonly string[]) => void;
  readonly onSent: (unitsMore: number) => void;
  readonly onAnalysing: () => void;
}

const analysisSchema = z.object({
  id: z.string(),
  runNumber: z.int(),
  horizon: z.string(),
  engineVersion: z.string(),
  result: z.unknown().transform(parseAnalysisResult),
});

export type ReplayedAnalysis = z.output<typeof analysisSchema>;

export interface ReplayOutcome extends SentCounts {
  readonly analysis: ReplayedAnalysis;
}

/**
 * Walks a recorded experiment through the platform by its API alone: checks the whole file, configures, sends, analyses.
 * Where nothing new was accepted, the analysis is the one that is there already.
 */
export async function replay(
  options: ReplayOptions,
  server: { readonly url: string; readonly key: string },
  progress: ReplayProgress,
): Promise<ReplayOutcome> {
  const recording = await inspectRecording(options);
  progress.onChecked(recording.units, recording.notes);
  const client = new ApiClient(server.url, server.key);
  const { startedAt, run } = await configureReplay(client, planReplay(options, recording));
  const { variants } = recording;
  const sent = await sendRows({ client, options, variants, startedAt, run, onRows: progress.onSent });
  progress.onAnalysing();
  return { ...sent, analysis: await currentAnalysis(client, options, sent.accepted > 0) };
}

async function currentAnalysis(
  client: ApiClient,
  { experiment: key, segmentColumns: segments, full }: ReplayOptions,
  isStale: boolean,
): Promise<ReplayedAnalysis> {
  // The last look is the recording's result, whatever was analysed since; before it there is the newest analysis.
  for (const look of isStale ? [] : [true, false]) {
    const latest = await client.find('latestAnalysis', { key, look });
    if (latest !== null) return analysisSchema.parse(latest);
  }
  return analysisSchema.parse(await client.call('runAnalysis', { key, segments, full }));
}
