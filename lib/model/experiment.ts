import { z } from 'zod';
import { VALUE_TYPES } from '../assignment/value-type';
import { changesOf, isSameSet, isSameValue } from './changes';
import type { DeepReadonly } from './deep-readonly';
import {
  checkEligibility,
  forcedSchema,
  instantSchema,
  layerPlaceSchema,
  prerequisiteSchema,
} from './eligibility';
import { checkFutility, leastConditionalPowerSchema } from './futility';
import { keySchema, nameSchema, textSchema } from './key';
import { experimentMetricsSchema } from './metric-use';
import { planSchema } from './plan';
import { planningSchema } from './planning';
import { plannedSegmentsSchema } from './planned-segment';
import { targetingSchema } from './targeting';
import { triggerSchema } from './trigger';
import { checkVariants, shareSchema, variantsSchema } from './variant';

// The fields of an experiment, each in the list that says what a change of it means while the experiment runs. Input,
// changes, view, run, storage and form follow from these lists.

/** Free: texts for people. */
const freeFields = {
  name: nameSchema,
  hypothesis: textSchema(10_000).default(''),
};

/** Followed: takes effect in the runs there are, and moves no unit from one variant to another but for those that are forced. */
const followedFields = {
  endsAt: instantSchema.default(null),
  forced: forcedSchema.default([]),
};

/** Frozen: a run copies its value at the start, and a change needs a new run. A new field belongs here unless it is proven harmless. */
export const designFields = {
  unitType: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,49}$/, 'A unit type is a short word such as "user".')
    .default('user'),
  valueType: z
    .enum(VALUE_TYPES)
    .default('boolean')
    .describe(
      'Type of the value of every variant. `integer` is for whole numbers; `number` is a float, and OFREP writes a whole one as 2.0.',
    ),
  coverage: shareSchema
    .default(1)
    .describe('Share of the eligible units that takes part (traffic allocation).'),
  targeting: targetingSchema.default({ all: [] }),
  variants: variantsSchema,
  defaultVariant: keySchema
    .nullable()
    .default(null)
    .describe(
      'Key of the variant whose value units get that take no part: not targeted, not covered, held out, outside the schedule. They are not exposed. null: they get the default in the code.',
    ),
  plan: planSchema.prefault({}),
  leastConditionalPower: leastConditionalPowerSchema.default(null),
  segments: plannedSegmentsSchema.default([]),
  trigger: triggerSchema.default(null),
  planning: planningSchema.default(null),
};

/** Frozen in a form of the run's own: metrics by their definitions, a layer by its ranges. */
const resolvedFields = {
  key: keySchema,
  metrics: experimentMetricsSchema.default([]),
  layer: layerPlaceSchema.default(null),
  startsAt: instantSchema.default(null),
  sticky: z
    .boolean()
    .default(false)
    .describe(
      'A unit keeps its first variant. A change that needs a new run moves no enrolled unit unless variants or weights change; units enrolled before count only in the run that ends.',
    ),
  prerequisite: prerequisiteSchema.default(null),
};

const experimentFields = z.strictObject({
  ...resolvedFields,
  ...freeFields,
  ...designFields,
  ...followedFields,
});

export const experimentInputSchema = experimentFields
  .superRefine((experiment, problems) => {
    checkVariants(experiment, problems);
    checkEligibility(experiment, problems);
    checkFutility(experiment, problems);
  })
  .meta({
    id: 'ExperimentFields',
    description:
      'An experiment. The weights of its variants sum to 1, exactly one is the control, and their values have the stated type.',
  });

/** A whole experiment, defaults filled in. */
export type ExperimentInput = DeepReadonly<z.output<typeof experimentInputSchema>>;

export type ExperimentField = keyof ExperimentInput;

/** What PATCH may bring, merged into what is there. */
export const experimentChangesSchema = changesOf(experimentFields);

export const experimentFieldNames: readonly ExperimentField[] = experimentFields.keyof().options;

/** What a change of the field means for a run that goes on, if it changes anything for it: see {@link frozenChanges}. */
export function changeKindOf(field: ExperimentField): 'free' | 'followed' | 'frozen' {
  if (Object.hasOwn(freeFields, field)) return 'free';
  return Object.hasOwn(followedFields, field) ? 'followed' : 'frozen';
}

/** The fields in which two experiments differ. */
export function changedFields(before: ExperimentInput, after: ExperimentInput): readonly ExperimentField[] {
  return experimentFieldNames.filter((field) => !isSameValue(before[field], after[field]));
}

/** Frozen fields whose lists are sets: rules, values of an `in`, conditions, segmentations, baselines. */
const sets: readonly ExperimentField[] = ['targeting', 'prerequisite', 'trigger', 'segments', 'planning'];

/** Those in which a run that began with the one would mean anything else than with the other: only these need a new run. */
export function frozenChanges(before: ExperimentInput, after: ExperimentInput): readonly ExperimentField[] {
  return changedFields(unnamed(before), unnamed(after))
    .filter((field) => changeKindOf(field) === 'frozen')
    .filter((field) => !sets.includes(field) || !isSameSet(before[field], after[field]));
}

/** Names of variants are texts for people; their order is their place in the draw. */
function unnamed(experiment: ExperimentInput): ExperimentInput {
  return { ...experiment, variants: experiment.variants.map((variant) => ({ ...variant, name: '' })) };
}

/** What people and programs say of an experiment, without what became of it. */
export function experimentOf(view: ExperimentInput): ExperimentInput {
  return picked(view, experimentFieldNames);
}

/** What a run copies of an experiment as it stands. */
export function designOf(experiment: ExperimentInput): Pick<ExperimentInput, keyof typeof designFields> {
  return picked(experiment, z.object(designFields).keyof().options);
}

/** Some members of a value. */
export function picked<Value, Name extends keyof Value>(
  value: Value,
  names: readonly Name[],
): Pick<Value, Name> {
  const members: Partial<Pick<Value, Name>> = {};
  for (const name of names) members[name] = value[name];
  // All names were there.
  return members as Pick<Value, Name>;
}
