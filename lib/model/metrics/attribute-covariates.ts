import { z } from 'zod';
import type { DeepReadonly } from '../deep-readonly';
import type { AttributeValue, Measure } from './measure';

/** Indicators of more values than these are not taken; what is rarer counts as the base. */
export const MOST_LEVELS = 5;

export const attributeCovariateSchema = z
  .object({
    attribute: z.string(),
    /** Every unit that has it has a number. */
    isNumber: z.boolean(),
    /** Values with an indicator, in their order; empty for a number. */
    levels: z.array(z.string()),
  })
  .meta({
    id: 'AttributeCovariate',
    description: 'How an attribute was adjusted for: as a number, or by indicators of these values.',
  });

/** An attribute of first exposures as it was found over all variants together. */
export type AttributeCovariate = DeepReadonly<z.output<typeof attributeCovariateSchema>>;

/** The measure with columns and covariates for those of its attributes that are known, behind all others. */
export function withAttributes(measure: Measure, known: readonly AttributeCovariate[]): Measure {
  const wanted = known.filter(({ attribute }) => measure.attributes?.includes(attribute) === true);
  const added = wanted.flatMap(columnsOf);
  if (added.length === 0) return measure;
  const first = measure.columns.length;
  const covariates = added.map((_, index) => ({ kind: 'mean' as const, column: first + index }));
  return {
    ...measure,
    columns: [...measure.columns, ...added],
    covariates: [...measure.covariates, ...covariates],
  };
}

function columnsOf({ attribute, isNumber, levels }: AttributeCovariate): readonly AttributeValue[] {
  const column = (as: AttributeValue['as']): AttributeValue => ({ kind: 'attribute', attribute, as });
  if (isNumber) return [column('number'), column('no-number')];
  return [...levels.map((level) => column({ level })), column('missing')];
}
