import { z } from 'zod';
import { analyse } from '../../analysis/analyse';
import { engineVersion } from '../../analysis/engine-version';
import type { EvidenceMoments } from '../../analysis/evidence';
import type { RunConfiguration } from '../../analysis/run-configuration';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { postgresWarehouse } from '../../warehouse/postgres/postgres-warehouse';
import type { RunScope } from '../../warehouse/warehouse';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { findExperiment } from '../experiments/find-experiment';
import { parseRunConfiguration } from '../experiments/run-configuration-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toStoredJson } from '../stored-json';
import { analysisInclude, toAnalysisView, type AnalysisView, type NamedQuery } from './analysis-view';

const runInput = z.strictObject({ key: z.string(), run: z.int().optional() });

/**
 * Computes a run's result as of now and stores it for good. Without `run`, the latest. Throws NotFoundError and
 * ConflictError (NEVER_STARTED).
 */
export async function runAnalysis({ ctx, input }: { ctx: Context; input: unknown }): Promise<AnalysisView> {
  authorise(ctx, 'results:write');
  const { key, run: runNumber } = parseInput(runInput, input);
  const experiment = await findExperiment(ctx.database.prisma, ctx, key);
  const run =
    runNumber === undefined ? experiment.runs[0] : experiment.runs.find(({ number }) => number === runNumber);
  if (run === undefined) {
    throw new ConflictError('NEVER_STARTED', `"${key}" has no such run: there is nothing to analyse yet.`);
  }
  const horizon = ctx.now();
  const configuration = parseRunConfiguration(run.configuration);
  const scope = { runId: run.id, environmentId: run.environmentId, horizon };
  const { evidence, queries } = await gatherEvidence(ctx, scope, configuration);
  const result = analyse(configuration, { ...evidence, splitChangedAt: run.reweightedAt });
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await transaction.analysis.create({
      data: {
        runId: run.id,
        horizon,
        engineVersion,
        plan: toStoredJson(configuration),
        result: toStoredJson(result),
        queries: toStoredJson(queries),
        requestedBy: `${ctx.actor.kind}:${ctx.actor.id}`,
      },
      include: analysisInclude,
    });
    await recordAudit(transaction, ctx, {
      action: 'analysis.run',
      subject: `experiment:${key}`,
      detail: { analysis: stored.id, run: run.number },
    });
    return toAnalysisView(stored);
  });
}

async function gatherEvidence(ctx: Context, scope: RunScope, { metrics }: RunConfiguration) {
  return postgresWarehouse(ctx.database.pool).inSnapshot(async (snapshot) => {
    const units = await snapshot.countUnits(scope);
    const dailyUnits = await snapshot.countDailyUnits(scope);
    const queries: NamedQuery[] = [
      { name: 'units', ...units.query },
      { name: 'units per day', ...dailyUnits.query },
    ];
    const moments = new Map<string, readonly EvidenceMoments[]>();
    for (const metric of metrics) {
      const figures = await snapshot.metricMoments(scope, metric);
      moments.set(metric.key, figures.rows);
      queries.push({ name: `metric ${metric.key}`, ...figures.query });
    }
    return { evidence: { units: units.rows, dailyUnits: dailyUnits.rows, moments }, queries };
  });
}
