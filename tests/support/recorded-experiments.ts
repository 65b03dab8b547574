import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseReplayOptions, type ReplayOptions } from '../../lib/replay/replay-options';
import cookieCats from '../golden/cookie_cats.json';
import hillstrom from '../golden/hillstrom.json';

// The recordings are too large for the repository; beside a checkout that has them, they are replayed whole.
const recordings = path.resolve('../shared/data');

export const goldenArm = z.object({ mean: z.number(), variance: z.number() });

export const goldenComparison = z.object({
  difference: z.number(),
  standardError: z.number(),
  degreesOfFreedom: z.number(),
  pTwoSided: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  relativeDifference: z.number(),
  relativeInterval: z.tuple([z.number(), z.number()]),
});

const goldenSchema = z.object({
  sampleRatioP: z.number(),
  arms: z.record(z.string(), z.record(z.string(), z.union([z.number(), goldenArm]))),
  comparisons: z.record(z.string(), z.record(z.string(), goldenComparison)),
});

export type GoldenFigures = z.output<typeof goldenSchema>;

export interface RecordedExperiment {
  readonly key: string;
  readonly golden: GoldenFigures;
  readonly metrics: readonly string[];
  readonly options: ReplayOptions;
}

function recorded(
  key: string,
  golden: unknown,
  metrics: readonly string[],
  commandLine: readonly string[],
): RecordedExperiment {
  const options = parseReplayOptions([
    path.join(recordings, `${key.replace('-', '_')}.csv`),
    ...['--experiment', key],
    ...commandLine,
    ...metrics.flatMap((name) => ['--metric', `${name}=${name}`]),
  ]);
  return { key, golden: goldenSchema.parse(golden), metrics, options };
}

/** Two experiments that were really run, with the figures that other programs published for them. */
export const recordedExperiments: readonly RecordedExperiment[] = [
  recorded(
    'hillstrom',
    hillstrom,
    ['visit', 'conversion', 'spend'],
    ['--variant', 'segment', '--control', 'No E-Mail'],
  ),
  recorded(
    'cookie-cats',
    cookieCats,
    ['retention_1', 'retention_7', 'sum_gamerounds'],
    ['--variant', 'version', '--control', 'gate_30', '--unit', 'userid'],
  ),
];

/** Whether the recordings are beside the checkout; says so where they are not. */
export function recordingsAreThere(): boolean {
  const there = existsSync(recordings);
  if (!there) {
    process.stderr.write(
      `The recordings are not at ${recordings}: the published figures are not replayed.\n`,
    );
  }
  return there;
}
