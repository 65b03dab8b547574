import { defineMetricKind } from './kind';
import { totalMeasure, totalSchema } from './total';
import { eventWords } from './words';

/** The sum of the values of a unit's events: 0 without one. */
export const sum = defineMetricKind({
  kind: 'sum',
  definition: totalSchema,
  label: 'Sum of values per unit',
  figure: 'mean per unit',
  spread: 'total',
  refusals: {},
  sentence: (definition) => `Sum of ${eventWords(definition)} per unit`,
  measure: (definition) => totalMeasure('sum', definition),
});
