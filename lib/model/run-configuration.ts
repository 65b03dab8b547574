import { z } from 'zod';
import { parseMetricMeaning } from './metrics/kinds';
import { VALUE_TYPES } from '../assignment/value-type';
import type { DeepReadonly } from './deep-readonly';
import { designFields } from './experiment';
import { leastConditionalPowerSchema } from './futility';
import { plannedSegmentsSchema } from './planned-segment';
import { planExtensionsSchema } from './plan-extension';
import { planningSchema } from './planning';
import { targetingSchema } from './targeting';
import { triggerSchema } from './trigger';

const runVariantSchema = z.object({
  key: z.string(),
  name: z.string(),
  value: z.json(),
  weight: z.number(),
  isControl: z.boolean(),
});

/** A variant as a run froze it; its place in the list is its position, its colour and what exposures store. */
export type RunVariant = DeepReadonly<z.output<typeof runVariantSchema>>;

/** The variant that the others are compared with; throws where a run has none. */
export function controlOf<Variant extends Pick<RunVariant, 'isControl'>>(
  variants: readonly Variant[],
): Variant {
  const control = variants.find(({ isControl }) => isControl);
  if (control === undefined) throw new Error('A run was stored without a control.');
  return control;
}

const metricUseSchema = z.object({
  key: z.string(),
  name: z.string(),
  direction: z.enum(['higher-is-better', 'lower-is-better']),
  /** For display: "EUR", "ms"; empty for shares and counts. */
  unit: z.string(),
  version: z.int(),
  role: z.enum(['success', 'guardrail', 'quality']),
  /** Non-inferiority margin as a share of the control mean; null: watched for harm only. */
  relativeMargin: z.number().nullable(),
  minimumEffectRelative: z.number().nullable(),
});

// A run that began under the first form of a definition is read as what that form meant.
const runMetricSchema = metricUseSchema
  .extend({ kind: z.unknown(), definition: z.unknown() })
  .transform(({ kind, definition, ...use }) => ({ ...use, ...parseMetricMeaning({ kind, definition }) }));

/** A metric as a run froze it: what it means, and what it is for in this experiment. */
export type RunMetric = DeepReadonly<z.output<typeof runMetricSchema>>;

export const runPlanSchema = z.object({
  method: z.enum(['fixed', 'group-sequential', 'always-valid']),
  alphaTwoSided: z.number(),
  power: z.number(),
  spending: z.string(),
  looks: z.int(),
  /** As extended. */
  plannedUnits: z.int().nullable(),
  plannedDays: z.int().nullable(),
  /** Absent: it was not extended. */
  extensions: planExtensionsSchema.optional(),
});

/** What was decided before looking, and how it was extended since. */
export type RunPlan = DeepReadonly<z.output<typeof runPlanSchema>>;

export type PlanMethod = RunPlan['method'];

export const surroundingsSchema = z.object({
  layer: z
    .object({ key: z.string(), salt: z.string(), ranges: z.array(z.tuple([z.number(), z.number()])) })
    .nullable(),
  holdouts: z.array(
    z.object({ key: z.string(), salt: z.string(), share: z.number(), layer: z.string().nullable() }),
  ),
  /** The versions that the targeting names: `beta-testers@3`. */
  audiences: z.array(z.object({ key: z.string(), rule: targetingSchema })),
  sticky: z.boolean(),
  prerequisite: z.object({ experiment: z.string(), variants: z.array(z.string()) }).nullable(),
});

/** What a run froze of its surroundings, beside its own randomisation: see `AssignableExperiment`. */
export type RunSurroundings = DeepReadonly<z.output<typeof surroundingsSchema>>;

/** A source as a run froze it: what is asked, but not of whom; the connection is looked up when the run is analysed. */
const runSourceSchema = z.object({
  key: z.string(),
  version: z.int(),
  sql: z.string(),
  statementTimeoutMs: z.int(),
  rowLimit: z.int(),
});

// Fields of an experiment that came later are missing in earlier runs. Those that are named here were valid when the run
// began, and are read whatever an experiment may say today.
const runConfigurationSchema = z
  .object(designFields)
  .partial()
  .extend({
    unitType: z.string(),
    valueType: z.enum(VALUE_TYPES),
    coverage: z.number(),
    targeting: targetingSchema,
    variants: z.array(runVariantSchema),
    plan: runPlanSchema,
    /** What every analysis is segmented by; absent: nothing. */
    segments: plannedSegmentsSchema.optional(),
    /** Which of the exposed units are analysed; absent: all. */
    trigger: triggerSchema.transform((trigger) => trigger ?? undefined).optional(),
    /** What the planner was given and offered; absent: the run was not planned here. */
    planning: planningSchema.transform((planning) => planning ?? undefined).optional(),
    metrics: z.array(runMetricSchema),
    /** Absent in runs from before there were layers: none of it is used. */
    surroundings: surroundingsSchema.optional(),
    /** Those that the metrics read; absent: they read the platform's own events alone. */
    sources: z.array(runSourceSchema).optional(),
  });

/** Everything about a run that was fixed when it started; stored with the run and with each analysis. */
export type RunConfiguration = DeepReadonly<z.output<typeof runConfigurationSchema>>;

/** Reads a run's configuration back from the database; throws where the stored JSON is not of the form that we write. */
export function parseRunConfiguration(stored: unknown): RunConfiguration {
  return runConfigurationSchema.parse(stored);
}

interface StoredRunConfiguration {
  readonly configuration: unknown;
  readonly extensions: unknown;
}

/** A run's configuration with its plan as extended so far. */
export function configurationOfRun({ configuration, extensions }: StoredRunConfiguration): RunConfiguration {
  const frozen = parseRunConfiguration(configuration);
  return { ...frozen, plan: asExtended(frozen.plan, extensions) };
}

/** What a run is judged by; its extensions stand beside it. */
export type RunRule = {
  readonly plan: Omit<RunPlan, 'extensions'>;
  readonly leastConditionalPower: number | null;
};

const frozenRuleSchema = z.object({
  plan: runPlanSchema,
  leastConditionalPower: leastConditionalPowerSchema.optional(),
});

/** The rule of a run alone, read without the rest of its configuration. */
export function ruleOfRun({ configuration, extensions }: StoredRunConfiguration): RunRule {
  const { plan, leastConditionalPower = null } = frozenRuleSchema.parse(configuration);
  const { extensions: listed, ...rule } = asExtended(plan, extensions);
  return { plan: rule, leastConditionalPower };
}

/** The one place that says what a run's plan is now. */
function asExtended(plan: RunPlan, stored: unknown): RunPlan {
  const extensions = planExtensionsSchema.parse(stored);
  const last = extensions.at(-1);
  if (last === undefined) return plan;
  const { plannedUnits, plannedDays } = last;
  return { ...plan, plannedUnits, plannedDays, extensions };
}

/** The size with which a run began, whatever it was extended to. */
export function firstPlannedUnits({ plannedUnits, extensions = [] }: RunPlan): number | null {
  return extensions[0]?.plannedUnitsBefore ?? plannedUnits;
}
