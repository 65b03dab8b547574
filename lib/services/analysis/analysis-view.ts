import { z } from 'zod';
import type { AnalysisResult } from '../../analysis/analysis-result';
import type { RunConfiguration } from '../../analysis/run-configuration';
import type { RunDecision } from '../../decision/analyse-run';
import type { Prisma } from '../../database/generated/client';
import { parseRunConfiguration } from '../experiments/run-configuration-schema';
import { parseAnalysisResult } from '../../analysis/analysis-result-schema';
import { toSampleRatioWaiver, type SampleRatioWaiver } from './sample-ratio-waivers';
import { parseStoredDecision } from './stored-decision';

/** A statement behind a result, named by what it measures: "units", "metric visit". */
export interface NamedQuery {
  readonly name: string;
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
}

/** A stored analysis as every door shows it. */
export interface AnalysisView {
  readonly id: string;
  readonly runNumber: number;
  readonly horizon: Date;
  readonly engineVersion: string;
  readonly requestedBy: string;
  readonly createdAt: Date;
  /** The configuration that the run froze and this analysis used. */
  readonly configuration: RunConfiguration;
  readonly result: AnalysisResult;
  /** The look that this analysis was, or why it was none, and what follows for shipping. */
  readonly decision: RunDecision | null;
  /** 1 for the first look of the plan; null where effects are not to be read in this analysis. */
  readonly lookNumber: number | null;
  readonly queries: readonly NamedQuery[];
  /** What was waived of the run's segments, by now, oldest first; an analysis heeds those of before it. */
  readonly sampleRatioWaivers: readonly SampleRatioWaiver[];
}

const queriesSchema = z.array(
  z.object({
    name: z.string(),
    sql: z.string(),
    parameters: z.array(z.union([z.string(), z.number(), z.null()])),
  }),
);

export const analysisInclude = {
  run: {
    select: { number: true, sampleRatioWaivers: { orderBy: [{ waivedAt: 'asc' }, { id: 'asc' }] } },
  },
} satisfies Prisma.AnalysisInclude;

export function toAnalysisView(
  stored: Prisma.AnalysisGetPayload<{ include: typeof analysisInclude }>,
): AnalysisView {
  const { id, run, horizon, engineVersion, requestedBy, createdAt, lookNumber } = stored;
  return {
    id,
    runNumber: run.number,
    horizon,
    engineVersion,
    requestedBy,
    createdAt,
    configuration: parseRunConfiguration(stored.plan),
    result: parseAnalysisResult(stored.result),
    decision: parseStoredDecision(stored.decision),
    lookNumber,
    queries: queriesSchema.parse(stored.queries),
    sampleRatioWaivers: run.sampleRatioWaivers.map(toSampleRatioWaiver),
  };
}
