import { z } from 'zod';
import { defineMetricKind } from './kind';
import { aggregate, after, ofOneColumn, withCovariate } from './measure';
import { breakdown, covariate, eventSelectionFields, form, windowSchema } from './parts';
import { eventWords } from './words';

/** 1 for a unit with such an event, else 0. */
export const proportion = defineMetricKind({
  kind: 'proportion',
  definition: z
    .strictObject({ ...form, ...eventSelectionFields, window: windowSchema, covariate, breakdown })
    .meta({ id: 'ProportionDefinition' }),
  label: 'Share of units that did it',
  figure: 'share of units',
  spread: 'share',
  refusals: {},
  sentence: (definition) => `Share of units with ${eventWords(definition)}`,
  measure: (definition) => {
    const { window } = definition;
    const value = aggregate('any', definition, after(window));
    return withCovariate(ofOneColumn(value), window, definition.covariate);
  },
});
