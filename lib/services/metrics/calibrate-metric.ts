import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { calibration, type Calibration } from '../../analysis/calibration';
import { measureOf } from '../../analysis/measure';
import { sourceOf } from '../../analysis/metric-definition';
import { FairsplitError, InvalidInputError } from '../../errors';
import { postgresWarehouse } from '../../warehouse/postgres/postgres-warehouse';
import { statementFailure } from '../../warehouse/postgres/statement-failure';
import { inAnalysisTurn } from '../analysis/analysis-turns';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { environmentField } from '../input-fields';
import { parseInput } from '../parse-input';
import { toMetricView } from './metric-view';
import { findMetric } from './store-metric';

const dayMs = 24 * 3_600_000;
const statementTimeoutMs = 110_000;
/** Each round reads every unit twice: a few seconds' work. */
const unitsTimesRounds = 10_000_000;
const largestSeed = 2 ** 31 - 1;

export const calibrateMetricInput = z.strictObject({
  key: z.string(),
  environment: environmentField,
  days: z
    .int()
    .min(1, 'At least 1 day.')
    .max(365, 'At most 365 days.')
    .default(28)
    .describe('How many days back.'),
  rounds: z
    .int()
    .min(50, 'At least 50 random splits.')
    .max(5_000, 'At most 5,000 random splits.')
    .default(500)
    .describe('How many random splits.'),
  alphaTwoSided: z
    .number()
    .gt(0, 'Alpha is above 0.')
    .lt(0.5, 'Alpha is below 0.5; 0.05 is usual.')
    .default(0.05),
  seed: z
    .int()
    .min(0, 'A seed is not negative.')
    .max(largestSeed, 'A seed is below 2^31.')
    .optional()
    .describe('Left out: other splits each time.'),
});

export interface MetricCalibration extends Calibration {
  readonly metric: string;
  /** First and last instant looked at. */
  readonly from: Date;
  readonly to: Date;
  /** Units that sent anything then, and how many of them were split. */
  readonly units: number;
  readonly unitsRead: number;
  /** The same seed, the same events: the same splits. */
  readonly seed: number;
}

/**
 * Splits the units of the last days at random, again and again, as if each had met a variant with its first event in them, and
 * says whether the analysis of this metric keeps what its p-values promise. Nothing is stored. Throws InvalidInputError (a quantile
 * too, which has no moments to split), NotFoundError, and CALIBRATION_FAILED (422) where the events cannot be read in time.
 */
export async function calibrateMetric({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<MetricCalibration> {
  authorise(ctx, 'metrics:read', 'environment');
  const {
    key,
    environment: environmentKey,
    days,
    rounds,
    alphaTwoSided,
    seed = randomInt(largestSeed),
  } = parseInput(calibrateMetricInput, input);
  const metric = toMetricView(await findMetric(ctx.database.prisma, ctx, key));
  const measure = measureOf(metric);
  if (measure.quantile !== null) {
    throw new InvalidInputError(
      `"${key}" is a quantile: its splits would need every value. Metrics of moments can be calibrated: any other kind.`,
    );
  }
  if (sourceOf(metric) !== null) {
    throw new InvalidInputError(`"${key}" reads a source: only metrics of events can be calibrated.`);
  }
  const environment = await findEnvironment(ctx.database.prisma, ctx, environmentKey);
  const to = ctx.now();
  const from = new Date(to.getTime() - days * dayMs);
  const scope = { environmentId: environment.id, from, horizon: to };
  const maximumUnits = Math.floor(unitsTimesRounds / rounds);
  const warehouse = postgresWarehouse(ctx.database.analysisPool, { statementTimeoutMs });
  const { units, unitsRead, cap, splits } = await inAnalysisTurn(ctx, () =>
    warehouse.inSnapshot((snapshot) =>
      snapshot.randomSplits({ ...scope, measure, rounds, seed, maximumUnits }),
    ),
  )
    .then(({ rows: [row] }) => row ?? { units: 0, unitsRead: 0, cap: null, splits: [] })
    .catch((error: unknown) => {
      const reason = statementFailure(error);
      throw reason === null ? error : new FairsplitError('CALIBRATION_FAILED', 422, reason);
    });
  const use = { role: 'success', relativeMargin: null, minimumEffectRelative: null } as const;
  const judged = calibration({ ...metric, ...use }, splits, cap, alphaTwoSided);
  return { metric: key, from, to, units, unitsRead, seed, ...judged };
}
