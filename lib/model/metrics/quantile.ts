import { z } from 'zod';
import { defineMetricKind } from './kind';
import { aggregate, after, completeOf, ofOneColumn } from './measure';
import { eventSelectionFields, form, order, windowSchema } from './parts';
import { eventWords, percentWords } from './words';

/** A quantile of the units' sums (0 without an event) or means (units with an event); .9 is the 90th percentile. */
export const quantile = defineMetricKind({
  kind: 'quantile',
  definition: z
    .strictObject({
      ...form,
      ...eventSelectionFields,
      aggregate: z.enum(['sum', 'mean'], 'Choose sum or mean.'),
      quantile: order('The quantile'),
      window: windowSchema,
    })
    .meta({ id: 'QuantileDefinition' }),
  label: 'Quantile over units',
  figure: 'quantile over units',
  spread: 'level',
  refusals: {
    breakdown: 'Quantiles of parts do not add up to that of the whole: break a sum or a count down.',
  },
  sentence: (definition) => {
    const of = definition.aggregate === 'sum' ? 'sums' : 'mean values';
    return `${percentWords(definition.quantile)} quantile of the units\u2019 ${of} of ${eventWords(definition)}`;
  },
  measure: (definition) => {
    const { window } = definition;
    const value = aggregate(definition.aggregate, definition, after(window));
    return { ...ofOneColumn(value), complete: completeOf(window), quantile: definition.quantile };
  },
});
