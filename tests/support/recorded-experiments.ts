import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ReplayOptions } from '../../lib/replay/replay-options';
import { parseReplayOptions } from '../../tools/cli/commands/replay-options';
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
  /** Of an adjusted effect. */
  theta: z.number().optional(),
  /** Of a winsorised effect. */
  cap: z.number().optional(),
});

const goldenSchema = z.object({
  sampleRatioP: z.number(),
  arms: z.record(z.string(), z.record(z.string(), z.union([z.number(), goldenArm]))),
  comparisons: z.record(z.string(), z.record(z.string(), goldenComparison)),
  /** Of the first metric: by variant, attribute and value. */
  segments: z.record(z.string(), z.record(z.string(), z.record(z.string(), goldenComparison))).default({}),
});

export type GoldenFigures = z.output<typeof goldenSchema>;

export type GoldenComparison = z.output<typeof goldenComparison>;

export interface RecordedExperiment {
  readonly key: string;
  readonly golden: GoldenFigures;
  /** Metrics named as their columns, whose arms are published too. */
  readonly metrics: readonly string[];
  /** What the published figures call a metric that is made of columns: by its key. */
  readonly derived: Readonly<Record<string, string>>;
  readonly options: ReplayOptions;
}

function recorded(
  key: string,
  golden: unknown,
  metrics: readonly string[],
  derived: Readonly<Record<string, string>>,
  commandLine: readonly string[],
): RecordedExperiment {
  const options = parseReplayOptions([
    path.join(recordings, `${key.replace('-', '_')}.csv`),
    ...['--experiment', key],
    ...metrics.flatMap((name) => ['--metric', `${name}=${name}`]),
    ...commandLine,
  ]);
  return { key, golden: goldenSchema.parse(golden), metrics, derived, options };
}

/** Two experiments that were really run, with the figures that other programs published for them. */
export const recordedExperiments: readonly RecordedExperiment[] = [
  recorded(
    'hillstrom',
    hillstrom,
    ['visit', 'conversion', 'spend'],
    {
      'spend-per-visit': 'spend per visit (ratio of spend to visit)',
      'spend-adjusted': 'spend, CUPED on history',
    },
    [
      ...['--variant', 'segment', '--control', 'No E-Mail', '--covariate', 'history'],
      ...['channel', 'newbie', 'zip_code'].flatMap((attribute) => ['--segment', attribute]),
      ...['--metric', 'spend-per-visit=spend/visit:ratio', '--metric', 'spend-adjusted=spend:mean:cuped'],
    ],
  ),
  recorded(
    'cookie-cats',
    cookieCats,
    ['retention_1', 'retention_7', 'sum_gamerounds'],
    { 'rounds-capped': 'sum_gamerounds winsorised at its pooled 99.9th percentile' },
    [
      ...['--variant', 'version', '--control', 'gate_30', '--unit', 'userid'],
      ...['--metric', 'rounds-capped=sum_gamerounds:mean:winsorised=0.999'],
    ],
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
