import { z } from 'zod';
import { leastConditionalPowerSchema } from '../model/futility';

const key = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, 'A key is of small letters, digits, "-" and "_".');
const share = z.number().min(0, 'A share is from 0 to 1.').max(1, 'A share is from 0 to 1.');
const factor = z.number().min(0, 'A factor is not below 0.');
const days = z.number().min(0, 'Not below 0 days.').max(365, 'At most 365 days.');

const arrivalSchema = z.union([
  z.enum(['flat', 'weekday']),
  z.strictObject({ launchHalfLifeDays: z.number().gt(0, 'A half-life is above 0 days.') }),
]);

/** What is known of a unit before it is exposed: the same events, in the days before, that strongly alike. */
const pastSchema = z.strictObject({
  correlation: z.number().gt(-1, 'A correlation is above -1.').lt(1, 'A correlation is below 1.'),
  days: z.number().gt(0, 'Above 0 days.').max(90, 'At most 90 days.').default(14),
});

const measured = {
  key,
  name: z.string().optional(),
  unit: z.string().max(20).default(''),
  direction: z.enum(['higher-is-better', 'lower-is-better']).default('higher-is-better'),
  role: z.enum(['success', 'guardrail', 'quality']).default('success'),
  relativeMargin: z.number().nullable().default(null),
  minimumEffectRelative: z.number().nullable().default(null),
  /** A unit does what it does at one moment, evenly within so many days of its exposure; 0: at once. */
  delayDays: days.default(0),
  past: pastSchema.nullable().default(null),
};
const mean = z.number().gt(0, 'A mean is above 0.');
const sd = z.number().gt(0, 'A standard deviation is above 0.');

const metricSchema = z.discriminatedUnion('kind', [
  /** Share of units that do it: `rate`. */
  z.strictObject({ ...measured, kind: z.literal('proportion'), rate: share }),
  /** What a unit spends: log-normal, with `zeroShare` of the units spending nothing. Mean and sd are those of all units. */
  z.strictObject({ ...measured, kind: z.literal('sum'), mean, sd, zeroShare: share.default(0) }),
  /** How often a unit does it: negative binomial, Poisson where the variance is the mean. */
  z.strictObject({ ...measured, kind: z.literal('count'), mean: mean.max(200, 'At most 200.'), sd }),
]);

const variantSchema = z.strictObject({
  key,
  name: z.string().optional(),
  weight: share,
  /** Relative effect on a metric's mean, by metric key: 0.05 is +5 %. */
  effects: z.record(key, z.number().min(-1, 'Less than nothing is left at -1.')).default({}),
});

const segmentSchema = z.strictObject({
  attribute: z.string().min(1).max(200),
  values: z
    .array(
      z.strictObject({
        value: z.string().min(1),
        share,
        meanFactor: factor.default(1),
        effectFactor: factor.default(1),
      }),
    )
    .min(1, 'An attribute has at least one value.'),
});

const faultsSchema = z.strictObject({
  /** Share of a variant's exposures that never arrive: what the sample ratio test is there to find. */
  lostExposures: z.record(key, share).default({}),
  /** Share of events that arrive `lateDays` after they happened. */
  lateShare: share.default(0),
  lateDays: days.default(1),
  /** Share of exposures and events that are sent twice. */
  duplicateShare: share.default(0),
});

/** The fields of a scenario file, each by itself; `docs/simulator.md` explains them with an example. */
export const scenarioFields = z.strictObject({
  experiment: z.strictObject({ key, name: z.string().optional(), hypothesis: z.string().default('') }),
  seed: z.int('A seed is a whole number.').default(1),
  units: z.int().min(1, 'At least one unit.').max(5_000_000, 'At most 5 million units.'),
  /** Over how many days units arrive. */
  days: z.int().min(1, 'At least one day.').max(365, 'At most 365 days.'),
  arrival: arrivalSchema.default('flat'),
  /** The first one is the control. */
  variants: z.array(variantSchema).min(2, 'At least two variants.').max(20, 'At most 20 variants.'),
  metrics: z.array(metricSchema).min(1, 'At least one metric.').max(20, 'At most 20 metrics.'),
  /** Of what units do, on the normal scale (Gaussian copula); pairs that are not named are independent. */
  correlations: z
    .array(z.strictObject({ between: z.tuple([key, key]), correlation: z.number().min(-1).max(1) }))
    .default([]),
  /** Effects begin as stated and fall to `remaining` of it with days since exposure; null: they stay. */
  novelty: z
    .strictObject({
      halfLifeDays: z.number().gt(0, 'A half-life is above 0 days.'),
      remaining: factor.default(0),
    })
    .nullable()
    .default(null),
  segments: z.array(segmentSchema).max(10, 'At most 10 attributes.').default([]),
  faults: faultsSchema.prefault({}),
  /** As the API takes it; left out: the API's own defaults. */
  plan: z.record(z.string(), z.json()).default({}),
  /** Futility, as the API takes it; null: no rule. */
  leastConditionalPower: leastConditionalPowerSchema.default(null),
  analyseEveryDays: z.int().min(1, 'At least every day.').default(1),
  /** Whether the experiment is stopped by what an analysis decides or, of futility, advises, as a team would. */
  stopWhenDecided: z.boolean().default(true),
});

/** A whole scenario, defaults filled in. */
export type Scenario = z.output<typeof scenarioFields>;
export type ScenarioMetric = Scenario['metrics'][number];
