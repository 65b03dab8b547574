import { z } from 'zod';
import { defineMetricKind } from './kind';
import { after, completeOf, ofOneColumn, selection } from './measure';
import { eventSelectionFields, form, order, windowSchema } from './parts';
import { eventWords, percentWords } from './words';

/** A quantile of the values of all events of all units, with units as clusters; .95 of load times is their p95. */
export const eventQuantile = defineMetricKind({
  kind: 'event-quantile',
  definition: z
    .strictObject({
      ...form,
      ...eventSelectionFields,
      quantile: order('The quantile'),
      window: windowSchema,
    })
    .meta({
      id: 'EventQuantileDefinition',
      description:
        'The quantile of the values of all events that the units of a variant had, each event counting once: 0.95 of load times is the p95 over requests. Its interval allows for events of one unit being alike.',
    }),
  label: 'Quantile over events',
  figure: 'quantile over events, units as clusters',
  spread: 'level',
  refusals: {
    breakdown: 'Quantiles of parts do not add up to that of the whole: put a condition on the event.',
  },
  sentence: (definition) =>
    `${percentWords(definition.quantile)} quantile over all events: ${eventWords(definition)}`,
  measure: (definition) => {
    const { window } = definition;
    const values = { kind: 'values', events: selection(definition), window: after(window) } as const;
    return { ...ofOneColumn(values), complete: completeOf(window), quantile: definition.quantile };
  },
});
