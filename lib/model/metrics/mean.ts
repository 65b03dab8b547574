import { defineMetricKind } from './kind';
import { totalMeasure, totalSchema } from './total';
import { eventWords } from './words';

/** The mean value of a unit's events; a unit without one does not count. */
export const mean = defineMetricKind({
  kind: 'mean',
  definition: totalSchema,
  label: 'Mean value per unit that did it',
  figure: 'mean value per unit',
  spread: 'level',
  refusals: {
    breakdown:
      'The mean of a value is over the units that have it, which are other units for each value: break a sum or a count down.',
  },
  sentence: (definition) => `Mean value of ${eventWords(definition)} per unit that has any`,
  measure: (definition) => totalMeasure('mean', definition),
});
