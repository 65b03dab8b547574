import { z } from 'zod';
import type { DeepReadonly } from '../deep-readonly';
import { aggregate, after, capsOf, ofOneColumn, withCovariate, type MeasurePart } from './measure';
import {
  breakdown,
  capFields,
  capOrder,
  covariate,
  eventSelectionFields,
  form,
  lowerIsBelowUpper,
  windowSchema,
} from './parts';

/** One object for the kinds that share it, so that a change of kind keeps the definition. */
export const totalSchema = z
  .strictObject({
    ...form,
    ...eventSelectionFields,
    window: windowSchema,
    covariate,
    ...capFields,
    breakdown,
  })
  .refine(lowerIsBelowUpper, capOrder)
  .meta({ id: 'TotalDefinition' });

export type TotalDefinition = DeepReadonly<z.output<typeof totalSchema>>;

/** A unit's events as one number, capped and adjusted. */
export function totalMeasure(how: 'count' | 'sum' | 'mean', definition: TotalDefinition): MeasurePart {
  const { window } = definition;
  const value = aggregate(how, definition, after(window));
  return withCovariate({ ...ofOneColumn(value), caps: capsOf(definition, 0) }, window, definition.covariate);
}
