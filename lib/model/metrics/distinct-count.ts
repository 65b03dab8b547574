import { z } from 'zod';
import { propertyNameSchema } from '../condition';
import { defineMetricKind } from './kind';
import { after, capsOf, ofOneColumn, selection, withCovariate } from './measure';
import {
  capFields,
  capOrder,
  covariate,
  eventSelectionFields,
  lowerIsBelowUpper,
  version,
  windowSchema,
} from './parts';
import { eventWords } from './words';

/** How many different values of a property a unit's events had. */
export const distinctCount = defineMetricKind({
  kind: 'distinct-count',
  definition: z
    .strictObject({
      version,
      ...eventSelectionFields,
      window: windowSchema,
      covariate,
      ...capFields,
      property: propertyNameSchema,
    })
    .refine(lowerIsBelowUpper, capOrder)
    .meta({ id: 'DistinctCountDefinition' }),
  label: 'Number of different values per unit',
  figure: 'different values per unit',
  spread: 'total',
  refusals: {
    source: 'Different values are those of a property, and the rows of a source have none.',
    breakdown: 'Different values are counted, so those of one value are always one: break a count down.',
  },
  sentence: (definition) =>
    `Different values of ${definition.property} in ${eventWords(definition)} per unit`,
  measure: (definition) => {
    const { property, window } = definition;
    const value = {
      kind: 'distinct',
      property,
      events: selection(definition),
      window: after(window),
    } as const;
    return withCovariate(
      { ...ofOneColumn(value), caps: capsOf(definition, 0) },
      window,
      definition.covariate,
    );
  },
});
