import { defineMetricKind } from './kind';
import { totalMeasure, totalSchema } from './total';
import { eventWords } from './words';

/** How many events a unit had: 0 without one. */
export const count = defineMetricKind({
  kind: 'count',
  definition: totalSchema,
  label: 'Number of events per unit',
  figure: 'events per unit',
  spread: 'total',
  refusals: {},
  sentence: (definition) => `Number of ${eventWords(definition)} per unit`,
  measure: (definition) => totalMeasure('count', definition),
});
