import { z } from 'zod';
import type { ValueType } from '../assignment/value-type';
import { jsonValueSchema } from './json-value';
import { keySchema, nameSchema } from './key';
import { exactWeights, weightSumProblem } from './weights';

const maximumVariants = 20;

export const shareSchema = z
  .number('A share is a number from 0 to 1.')
  .min(0, 'At least 0.')
  .max(1, 'At most 1.');

const variantSchema = z
  .strictObject({
    key: keySchema,
    name: nameSchema.describe(
      'For people. A change of it needs no new run; the results of a run have the names that it began with.',
    ),
    value: jsonValueSchema.describe('Value for the application, of the value type of the experiment.'),
    weight: shareSchema.describe('Share of the units that take part. The weights of all variants sum to 1.'),
    isControl: z.boolean().describe('Exactly one variant is the control.'),
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

/** What units can be given, in position order: a variant's place is its colour, and what exposures store. */
export const variantsSchema = z
  .array(variantSchema)
  .min(2, 'An experiment compares at least two variants.')
  .max(maximumVariants, `At most ${String(maximumVariants)} variants.`)
  .overwrite(withExactWeights)
  .describe(
    'Weights that sum to 1 within 0.001 are scaled to sum to 1; the response has the stored weights.',
  );

/** What the variants mean together: weights that sum to 1, one control, keys of their own, values of one type, and a default among them. */
export function checkVariants(
  {
    variants,
    valueType,
    defaultVariant,
  }: {
    readonly variants: readonly VariantInput[];
    readonly valueType: ValueType;
    readonly defaultVariant: string | null;
  },
  problems: z.core.$RefinementCtx,
): void {
  if (defaultVariant !== null && !variants.some(({ key }) => key === defaultVariant)) {
    problems.addIssue({
      code: 'custom',
      path: ['defaultVariant'],
      message: `There is no variant "${defaultVariant}". Name one of the variants, or null.`,
    });
  }
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
