import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { calibration } from '../../analysis/calibration';
import { measureOf } from '../../model/metrics/kinds';
import { sourceOf } from '../../model/metrics/kinds';
import { FairsplitError, InvalidInputError } from '../../errors';
import { readEvidence } from '../../evidence/create-evidence';
import { UnreadableError } from '../../evidence/read';
import { inAnalysisTurn } from '../analysis/analysis-turns';
import { findEnvironment } from '../../auth/authorise';
import { environmentField } from '../input-fields';
import { toMetricView } from './metric-view';
import { findMetric } from './store-metric';
import { defineVerb } from '../define-verb';
import { calibrationSchema, type MetricCalibration } from './metric-answers';

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
    .describe('Default: a new seed each time.'),
});

/**
 * Splits the units of the last days at random, again and again, as if each had met a variant with its first event in them, and
 * says whether the analysis of this metric keeps what its p-values promise. Nothing is stored. Throws InvalidInputError (a quantile
 * too, which has no moments to split), NotFoundError, and CALIBRATION_FAILED (422) where the events cannot be read in time.
 */
export const calibrateMetric = defineVerb({
  name: 'calibrateMetric',
  permission: 'metrics:read',
  scope: 'environment',
  input: calibrateMetricInput,
  output: calibrationSchema,
  door: {
    summary: 'Calibrate a metric: split past units at random many times and check the false positive rate',
    hasOutcomes: true,
  },
  read: async ({
    ctx,
    input: { key, environment: environmentKey, days, rounds, alphaTwoSided, seed = randomInt(largestSeed) },
  }): Promise<MetricCalibration> => {
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
    const { units, unitsRead, caps, splits } = await inAnalysisTurn(ctx, () =>
      readEvidence(ctx.database).inSnapshot(
        (snapshot) => snapshot.randomSplits({ ...scope, measure, rounds, seed, maximumUnits }),
        { statementTimeoutMs },
      ),
    )
      .then(({ rows: [row] }) => row ?? { units: 0, unitsRead: 0, caps: [], splits: [] })
      .catch((error: unknown) => {
        throw error instanceof UnreadableError
          ? new FairsplitError('CALIBRATION_FAILED', 422, error.message)
          : error;
      });
    const use = { role: 'success', relativeMargin: null, minimumEffectRelative: null } as const;
    const judged = calibration({ ...metric, ...use }, splits, caps, alphaTwoSided);
    return { metric: key, from, to, units, unitsRead, seed, ...judged };
  },
});
