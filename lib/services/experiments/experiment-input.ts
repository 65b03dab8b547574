import { z } from 'zod';
import {
  checkEligibility,
  forcedSchema,
  instantSchema,
  layerPlaceSchema,
  prerequisiteSchema,
} from './eligibility-schema';
import { VALUE_TYPES, type ValueType } from '../../assignment/value-type';
import { changesOf } from '../changes';
import { jsonValueSchema } from '../input-fields';
import { experimentMetricsSchema } from './metric-use-schema';
import { planSchema } from './plan-schema';
import { keySchema, nameSchema, textSchema } from './key-schema';
import { plannedSegmentsSchema } from './segments-schema';
import { targetingSchema } from './targeting-schema';
import { triggerSchema } from './trigger-schema';
import { exactWeights, weightSumProblem } from './weights';

const maximumVariants = 20;

const shareSchema = z.number('A share is a number from 0 to 1.').min(0, 'At least 0.').max(1, 'At most 1.');

const variantSchema = z
  .strictObject({
    key: keySchema,
    name: nameSchema,
    value: jsonValueSchema.describe('What the application gets, of the type that the experiment says.'),
    weight: shareSchema.describe('Share of the units that take part; the weights of all variants sum to 1.'),
    isControl: z.boolean().describe('One variant is.'),
  })
  .meta({ id: 'Variant' });

type VariantInput = z.output<typeof variantSchema>;

function withExactWeights(variants: VariantInput[]): VariantInput[] {
  const weights = exactWeights(variants.map(({ weight }) => weight));
  return variants.map((variant, index) => ({ ...variant, weight: weights[index] ?? variant.weight }));
}

const valueTypes = {
  boolean: (value: unknown) => typeof value === 'boolean',
  string: (value: unknown) => typeof value === 'string',
  integer: (value: unknown) => Number.isSafeInteger(value),
  number: (value: unknown) => typeof value === 'number',
  json: (value: unknown) => typeof value === 'object' && value !== null,
} as const satisfies Record<ValueType, (value: unknown) => boolean>;

const valueWords: Readonly<Record<ValueType, string>> = {
  boolean: 'a boolean',
  string: 'a string',
  integer: 'an integer from -9007199254740991 to 9007199254740991',
  number: 'a number',
  json: 'an object or a list',
};

/** What a person or program says of an experiment; see {@link ExperimentInput}. */
const experimentFields = z.strictObject({
  key: keySchema,
  name: nameSchema,
  hypothesis: textSchema(10_000).default(''),
  unitType: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,49}$/, 'A unit type is a short word such as "user".')
    .default('user'),
  valueType: z
    .enum(VALUE_TYPES)
    .default('boolean')
    .describe(
      'Of every variant. Whole numbers that applications take as such are `integer`; `number` is a float, and OFREP writes a whole one as 2.0.',
    ),
  coverage: shareSchema.default(1).describe('Share of the eligible units that takes part.'),
  targeting: targetingSchema.default({ all: [] }),
  variants: z
    .array(variantSchema)
    .min(2, 'An experiment compares at least two variants.')
    .max(maximumVariants, `At most ${String(maximumVariants)} variants.`)
    .overwrite(withExactWeights)
    .describe(
      'Weights within 0.001 of summing to 1 are scaled so that they do; the answer has them as stored.',
    ),
  metrics: experimentMetricsSchema.default([]),
  plan: planSchema.prefault({}),
  segments: plannedSegmentsSchema.default([]),
  trigger: triggerSchema.default(null),
  layer: layerPlaceSchema.default(null),
  startsAt: instantSchema.default(null),
  endsAt: instantSchema.default(null),
  sticky: z
    .boolean()
    .default(false)
    .describe(
      'A unit keeps the variant that it met first. A change that needs a new run moves nobody who is in, unless variants or weights change; who was in counts in the run that ends alone.',
    ),
  forced: forcedSchema.default([]),
  prerequisite: prerequisiteSchema.default(null),
});

export const experimentInputSchema = experimentFields
  .superRefine((experiment, problems) => {
    checkVariants(experiment.variants, experiment.valueType, problems);
    checkEligibility(experiment, problems);
  })
  .meta({
    id: 'ExperimentFields',
    description:
      'An experiment. The weights of its variants sum to 1, one of them is the control, and their values are of the type that is said.',
  });

/** A whole experiment, defaults filled in. */
export type ExperimentInput = z.output<typeof experimentInputSchema>;

/** What PATCH may bring, merged into what is there. */
export const experimentChangesSchema = changesOf(experimentFields);

function checkVariants(
  variants: readonly VariantInput[],
  valueType: ValueType,
  problems: z.core.$RefinementCtx,
): void {
  const addProblem = (path: PropertyKey[], message: string) => {
    problems.addIssue({ code: 'custom', path: ['variants', ...path], message });
  };
  const weightProblem = weightSumProblem(variants.map(({ weight }) => weight));
  if (weightProblem !== null) addProblem([], weightProblem);
  const controls = variants.filter((variant) => variant.isControl).length;
  if (controls !== 1) addProblem([], `Exactly one variant is the control; here ${String(controls)} are.`);
  variants.forEach((variant, index) => {
    if (variants.findIndex((other) => other.key === variant.key) !== index) {
      addProblem([index, 'key'], `The key "${variant.key}" is used by two variants.`);
    }
    if (!valueTypes[valueType](variant.value)) {
      addProblem(
        [index, 'value'],
        `The value has to be ${valueWords[valueType]}, as the experiment's value type says.`,
      );
    }
  });
}
