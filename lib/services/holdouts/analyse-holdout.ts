import { z } from 'zod';
import { engineVersion } from '../../analysis/engine-version';
import { holdoutResult, withoutPast, type HoldoutResult } from '../../analysis/holdout';
import { sourceOf } from '../../analysis/metric-definition';
import type { RunMetric } from '../../analysis/run-configuration';
import { postgresWarehouse } from '../../warehouse/postgres/postgres-warehouse';
import { inAnalysisTurn } from '../analysis/analysis-turns';
import type { NamedQuery } from '../analysis/analysis-view';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { instantSchema } from '../experiments/eligibility-schema';
import { parseRunConfiguration } from '../experiments/run-configuration-schema';
import { environmentField } from '../input-fields';
import { toMetricView } from '../metrics/metric-view';
import { invalidInput, parseInput } from '../parse-input';
import { findHoldout, toHoldoutView, type HoldoutView } from './holdout-view';

const statementTimeoutMs = 110_000;

export const analyseHoldoutInput = z.strictObject({
  key: z.string(),
  environment: environmentField,
  metrics: z
    .array(z.string(), 'Name metrics by their keys.')
    .min(1, 'Name at least one metric.')
    .max(20, 'At most 20 metrics.')
    .transform((keys) => [...new Set(keys)])
    .describe('Keys of metrics.'),
  from: instantSchema.default(null).describe('Left out, or null: since the holdout is there.'),
  to: instantSchema.default(null).describe('Left out, or null: until now, or until it was released.'),
  alphaTwoSided: z
    .number()
    .gt(0, 'Alpha is above 0.')
    .lt(0.5, 'Alpha is below 0.5; 0.05 is usual.')
    .default(0.05),
});

/** An experiment whose shipped variant the holdout's units did not get. */
export interface ShippedChange {
  readonly experiment: string;
  readonly name: string;
  readonly variant: string;
  readonly endedAt: Date;
}

export interface HoldoutAnalysis extends HoldoutResult {
  readonly holdout: HoldoutView;
  readonly from: Date;
  readonly to: Date;
  readonly alphaTwoSided: number;
  /** What was shipped by the end of the period, and is still. */
  readonly shipped: readonly ShippedChange[];
  /** Experiments that ran in the period and whose runs the holdout keeps out: their variants are in the comparison too. */
  readonly experiments: readonly string[];
  readonly engineVersion: string;
  readonly queries: readonly NamedQuery[];
}

/**
 * What all that was shipped did together: units of a holdout against all others that were there in a period, on chosen metrics, from
 * each unit's first event in the period on. Computed when asked for and not stored; asked again and again, it finds something by
 * chance more often than alpha. Throws NotFoundError and InvalidInputError (a period in which the holdout did not hold, metrics that
 * are not there or read a source).
 */
export async function analyseHoldout({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<HoldoutAnalysis> {
  authorise(ctx, 'results:read', 'environment');
  const {
    key,
    environment: environmentKey,
    metrics: keys,
    alphaTwoSided,
    ...asked
  } = parseInput(analyseHoldoutInput, input);
  const stored = await findHoldout(ctx.database.prisma, ctx, key);
  const environment = await findEnvironment(ctx.database.prisma, ctx, environmentKey);
  const metrics = await metricsOf(ctx, keys);
  const { from, to } = periodOf(stored, asked, ctx.now());
  const { salt, share } = stored;
  const scope = { environmentId: environment.id, from, horizon: to, salt, share };
  const warehouse = postgresWarehouse(ctx.database.analysisPool, { statementTimeoutMs });
  const read = await inAnalysisTurn(ctx, () =>
    warehouse.inSnapshot((snapshot) => snapshot.measureHoldout({ ...scope, metrics, alphaTwoSided })),
  );
  return {
    holdout: toHoldoutView(stored),
    from,
    to,
    alphaTwoSided,
    ...(await keptOutOf(ctx, key, environment.id, { from, to })),
    engineVersion,
    queries: read.queries,
    ...holdoutResult(metrics, share, read, alphaTwoSided),
  };
}

interface Held {
  readonly createdAt: Date;
  readonly releasedAt: Date | null;
}

/** A period in which the holdout held from beginning to end. */
function periodOf(
  { createdAt, releasedAt }: Held,
  asked: { readonly from: Date | null; readonly to: Date | null },
  now: Date,
): { readonly from: Date; readonly to: Date } {
  const from = asked.from ?? createdAt;
  const end = releasedAt ?? now;
  const to = asked.to ?? end;
  const problems = [
    ...(from < createdAt
      ? [
          {
            pointer: '/from',
            detail: `The holdout is there since ${createdAt.toISOString()}: begin then or later.`,
          },
        ]
      : []),
    ...(to > end ? [{ pointer: '/to', detail: `End at ${end.toISOString()} or earlier.` }] : []),
    ...(to <= from ? [{ pointer: '/to', detail: 'The period ends after it begins.' }] : []),
  ];
  if (problems.length > 0) throw invalidInput(problems);
  return { from, to };
}

async function metricsOf(ctx: Context, keys: readonly string[]): Promise<readonly RunMetric[]> {
  const stored = await ctx.database.prisma.metric.findMany({
    where: { workspaceId: ctx.workspaceId, key: { in: [...keys] } },
  });
  const use = { role: 'success', relativeMargin: null, minimumEffectRelative: null } as const;
  return keys.map((key, index) => {
    const found = stored.find((metric) => metric.key === key);
    const pointer = `/metrics/${String(index)}`;
    if (found === undefined) throw invalidInput([{ pointer, detail: `There is no metric "${key}".` }]);
    const metric = { ...toMetricView(found), ...use };
    if (sourceOf(metric) !== null) {
      const detail = `"${key}" reads a source: only metrics of events can be compared here.`;
      throw invalidInput([{ pointer, detail }]);
    }
    return withoutPast(metric);
  });
}

/** The runs that froze the holdout: what of them is shipped, and which ran in the period. */
async function keptOutOf(
  { database, workspaceId }: Context,
  key: string,
  environmentId: number,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<Pick<HoldoutAnalysis, 'shipped' | 'experiments'>> {
  const runs = await database.prisma.run.findMany({
    where: { environmentId, experiment: { workspaceId }, startedAt: { lt: to } },
    select: {
      configuration: true,
      endedAt: true,
      shippedVariant: true,
      experiment: { select: { key: true, name: true } },
    },
    orderBy: { id: 'asc' },
  });
  const knowing = runs.filter(({ configuration }) =>
    parseRunConfiguration(configuration).surroundings?.holdouts.some((holdout) => holdout.key === key),
  );
  const shipped = knowing.flatMap(({ experiment, endedAt, shippedVariant }) =>
    shippedVariant === null || endedAt === null || endedAt >= to
      ? []
      : [{ experiment: experiment.key, name: experiment.name, variant: shippedVariant, endedAt }],
  );
  const ran = knowing.filter(({ endedAt }) => endedAt === null || endedAt > from);
  return { shipped, experiments: [...new Set(ran.map(({ experiment }) => experiment.key))] };
}
