import { z } from 'zod';
import { engineVersion } from '../../analysis/engine-version';
import { holdoutResult, withoutPast } from '../../analysis/holdout';
import { sourceOf } from '../../model/metrics/kinds';
import type { RunMetric } from '../../model/run-configuration';
import { readEvidence } from '../../evidence/create-evidence';
import { inAnalysisTurn } from '../analysis/analysis-turns';
import { findEnvironment } from '../../auth/authorise';
import type { ReadingContext } from '../../auth/context';
import { instantSchema } from '../../model/eligibility';
import { environmentField } from '../input-fields';
import { toMetricView } from '../metrics/metric-view';
import { invalidInput } from '../parse-input';
import { findHoldout, toHoldoutView } from './holdout-view';
import { defineVerb } from '../define-verb';
import { holdoutAnalysisSchema, type HoldoutAnalysis } from '../analysis/result-answers';

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
  from: instantSchema.default(null).describe('Default: since the holdout was created.'),
  to: instantSchema.default(null).describe('Default: until now, or until it was released.'),
  alphaTwoSided: z
    .number()
    .gt(0, 'Alpha is above 0.')
    .lt(0.5, 'Alpha is below 0.5; 0.05 is usual.')
    .default(0.05),
});

/**
 * Cumulative effect of everything shipped: compares holdout units with all other units that were active in a period, on chosen
 * metrics, from each unit's first event in the period on. Computed when asked for and not stored; asked again and again, it finds something by
 * chance more often than alpha. Throws NotFoundError and InvalidInputError (a period in which the holdout did not hold, metrics that
 * are not there or read a source).
 */
export const analyseHoldout = defineVerb({
  name: 'analyseHoldout',
  permission: 'results:read',
  scope: 'environment',
  input: analyseHoldoutInput,
  output: holdoutAnalysisSchema,
  door: {
    summary:
      'Cumulative effect of everything shipped: compare holdout units with all other active units on chosen metrics',
    hasOutcomes: true,
  },
  read: async ({
    ctx,
    input: { key, environment: environmentKey, metrics: keys, alphaTwoSided, ...asked },
  }): Promise<HoldoutAnalysis> => {
    const stored = await findHoldout(ctx.database.prisma, ctx, key);
    const environment = await findEnvironment(ctx.database.prisma, ctx, environmentKey);
    const metrics = await metricsOf(ctx, keys);
    const { from, to } = periodOf(stored, asked, ctx.now());
    const { salt, share } = stored;
    const scope = { environmentId: environment.id, from, horizon: to, salt, share };
    const read = await inAnalysisTurn(ctx, () =>
      readEvidence(ctx.database).inSnapshot(
        (snapshot) => snapshot.measureHoldout({ ...scope, metrics, alphaTwoSided }),
        { statementTimeoutMs },
      ),
    );
    return {
      holdout: toHoldoutView(stored),
      from,
      to,
      alphaTwoSided,
      ...(await keptOutOf(ctx, stored.id, environment.id, { from, to })),
      engineVersion,
      queries: read.queries,
      ...holdoutResult(metrics, share, read, alphaTwoSided),
    };
  },
});

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

async function metricsOf(ctx: ReadingContext, keys: readonly string[]): Promise<readonly RunMetric[]> {
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

/** The runs that kept the holdout's units out: what of them is shipped, and which ran in the period. */
async function keptOutOf(
  { database }: ReadingContext,
  holdoutId: string,
  environmentId: number,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<Pick<HoldoutAnalysis, 'shipped' | 'experiments'>> {
  const runs = await database.prisma.run.findMany({
    where: { environmentId, holdouts: { some: { holdoutId } }, startedAt: { lt: to } },
    select: {
      endedAt: true,
      shippedVariant: true,
      experiment: { select: { key: true, name: true } },
    },
    orderBy: { id: 'asc' },
  });
  const shipped = runs.flatMap(({ experiment, endedAt, shippedVariant }) =>
    shippedVariant === null || endedAt === null || endedAt >= to
      ? []
      : [{ experiment: experiment.key, name: experiment.name, variant: shippedVariant, endedAt }],
  );
  const ran = runs.filter(({ endedAt }) => endedAt === null || endedAt > from);
  return { shipped, experiments: [...new Set(ran.map(({ experiment }) => experiment.key))] };
}
