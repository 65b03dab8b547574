import { z } from 'zod';
import { monthlyImpacts } from '../../decision/monthly-impact';
import { parseAnalysisResult } from '../../model/analysis-result';
import { parseRunConfiguration } from '../../model/run-configuration';
import { parseStoredDecision } from '../../model/decision';
import { toldDecision } from '../../model/early-stop-estimates';
import type { Prisma } from '../../database/generated/client';
import { querySchema, type AnalysisView } from './result-answers';
import { toSampleRatioWaiver } from './sample-ratio-waivers';

const queriesSchema = z.array(querySchema);

export const analysisInclude = {
  run: {
    select: {
      number: true,
      endedAt: true,
      sampleRatioWaivers: { orderBy: [{ waivedAt: 'asc' }, { id: 'asc' }] },
    },
  },
} satisfies Prisma.AnalysisInclude;

export function toAnalysisView(
  stored: Prisma.AnalysisGetPayload<{ include: typeof analysisInclude }>,
): AnalysisView {
  const { id, run, horizon, engineVersion, requestedBy, createdAt, lookNumber } = stored;
  const result = parseAnalysisResult(stored.result);
  const kept = parseStoredDecision(stored.decision);
  const decision = kept && toldDecision(kept, run.endedAt !== null);
  return {
    id,
    runNumber: run.number,
    horizon,
    engineVersion,
    requestedBy,
    createdAt,
    configuration: parseRunConfiguration(stored.plan),
    result,
    decision,
    monthlyImpacts: monthlyImpacts(result, decision),
    lookNumber,
    queries: queriesSchema.parse(stored.queries),
    sampleRatioWaivers: run.sampleRatioWaivers.map(toSampleRatioWaiver),
  };
}
