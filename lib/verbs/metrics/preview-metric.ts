import { z } from 'zod';
import { aggregate, eventNamesOf, type Measure } from '../../model/metrics/measure';
import { measureOf, sourceOf } from '../../model/metrics/kinds';
import { lineariseMetrics } from '../../statistics/effects/linearise';
import { columnMoments } from '../../statistics/moments';
import { FairsplitError } from '../../errors';
import { readEvidence } from '../../evidence/create-evidence';
import { UnreadableError } from '../../evidence/read';
import { SourceError, type SourceToRead } from '../../evidence/source';
import { inAnalysisTurn } from '../analysis/analysis-turns';
import { authorise, findEnvironment } from '../../auth/authorise';
import type { ReadingContext } from '../../auth/context';
import { parseInput } from '../parse-input';
import { storedAddress } from '../sources/source-connection';
import { findSource } from '../sources/source-view';
import { metricMeaningSchema } from '../../model/metrics/kinds';
import { defineVerb } from '../define-verb';

const previewDays = 28;
const dayMs = 24 * 3_600_000;
/** Somebody waits for it, and it reads every event of four weeks. */
const statementTimeoutMs = 20_000;

const previewInput = z.looseObject({
  environment: z.string().optional(),
  kind: z.unknown(),
  definition: z.unknown(),
});

export interface MetricPreview {
  /** First and last instant looked at. */
  readonly from: Date;
  readonly to: Date;
  /** Units that sent anything, or that the source has, and have a value. */
  readonly units: number;
  /** In the metric's unit; null without units, or where a ratio has nothing below the line. */
  readonly mean: number | null;
  readonly variance: number | null;
  /** Share of units whose value, of a ratio whose numerator, is 0. */
  readonly zeroShare: number | null;
  /** Events, or rows of its source, that the metric reads, for each of the 28 UTC days, days without any included. */
  readonly daily: readonly { readonly day: string; readonly events: number }[];
}

/**
 * What a metric would have measured over the last 28 days, as if each unit had met a variant with its first event in them.
 * The metric need not be stored: `input` is `{ kind, definition, environment? }`. Throws InvalidInputError, NotFoundError, and
 * PREVIEW_FAILED (422) where the events, or the rows of its source, cannot be read in time.
 */
export const previewMetric = defineVerb({
  name: 'previewMetric',
  permission: 'metrics:read',
  scope: 'environment',
  input: previewInput,
  read: async ({ ctx, input: { environment: environmentKey, kind, definition } }) => {
    const meaning = parseInput(metricMeaningSchema, { kind, definition });
    const measure = previewedMeasure(measureOf(meaning));
    const source = sourceOf(meaning);
    const environment = await findEnvironment(ctx.database.prisma, ctx, environmentKey);
    const to = ctx.now();
    const from = new Date(Math.floor(to.getTime() / dayMs) * dayMs - (previewDays - 1) * dayMs);
    const scope = { environmentId: environment.id, from, horizon: to, source };
    const sources = source === null ? [] : [await sourceToPreview(ctx, source, scope)];
    try {
      const [figures, volume] = await inAnalysisTurn(ctx, () =>
        readEvidence(ctx.database).inSnapshot(
          async (snapshot) => [
            (await snapshot.metricPreview(scope, measure)).rows[0],
            (await snapshot.eventVolume(scope, eventNamesOf(measure))).rows,
          ],
          { statementTimeoutMs, sources },
        ),
      );
      const { n, zeros, means, covariances } = figures ?? { n: 0, zeros: 0, means: [], covariances: [] };
      const joint = n === 0 ? null : lineariseMetrics({ n, means, covariances }, [measure.outcome]);
      const moments = joint?.ok === true ? columnMoments(joint.value, 0) : null;
      const eventsOn = new Map(volume.map(({ day, events }) => [day, events]));
      const days = Array.from({ length: previewDays }, (_, index) =>
        new Date(from.getTime() + index * dayMs).toISOString().slice(0, 10),
      );
      return {
        from,
        to,
        units: n,
        mean: moments?.mean ?? null,
        variance: moments?.variance ?? null,
        zeroShare: n === 0 ? null : zeros / n,
        daily: days.map((day) => ({ day, events: eventsOn.get(day) ?? 0 })),
      };
    } catch (error) {
      if (!(error instanceof SourceError || error instanceof UnreadableError)) throw error;
      throw new FairsplitError('PREVIEW_FAILED', 422, error.message);
    }
  },
});

/** Of a figure over events the mean over them: a preview reads moments, and no values. */
function previewedMeasure(measure: Measure): Measure {
  const [own] = measure.columns;
  if (own?.kind !== 'values') return measure;
  const columns = (['sum', 'count'] as const).map((how) => aggregate(how, own.events, own.window));
  return { ...measure, columns, outcome: { kind: 'ratio', numerator: 0, denominator: 1 } };
}

/** A source as it is stored now. Whoever may define metrics may have it read. */
async function sourceToPreview(
  ctx: ReadingContext,
  key: string,
  { from, horizon }: { readonly from: Date; readonly horizon: Date },
): Promise<SourceToRead> {
  authorise(ctx, 'metrics:write', 'workspace');
  const stored = await findSource(ctx.database.prisma, ctx, key);
  const { sql, rowLimit } = stored;
  const limits = { rowLimit, statementTimeoutMs: Math.min(stored.statementTimeoutMs, statementTimeoutMs) };
  return { key, sql, ...limits, address: storedAddress(stored), from, to: horizon };
}
