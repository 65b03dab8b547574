import { z } from 'zod';
import { defineMetricKind } from './kind';
import { ofOneColumn, selection } from './measure';
import { endedWindowSchema, eventSelectionFields, form } from './parts';
import { eventWords } from './words';

/** Hours from the window's start to the first event; the window's length for a unit without one. */
export const timeToEvent = defineMetricKind({
  kind: 'time-to-event',
  definition: z
    .strictObject({ ...form, ...eventSelectionFields, window: endedWindowSchema })
    .meta({ id: 'TimeToEventDefinition' }),
  label: 'Time to the first event',
  figure: 'mean hours to the event',
  spread: 'level',
  refusals: {
    breakdown:
      'The time to the first event of each value does not add up to anything: measure one value with a condition on the event.',
  },
  sentence: (definition) =>
    `Hours to the first ${eventWords(definition)}, the window\u2019s length without one`,
  measure: (definition) => {
    const { startHours, lengthHours } = definition.window;
    const window = { kind: 'after', startHours, lengthHours } as const;
    return {
      ...ofOneColumn({ kind: 'hours-to-first', events: selection(definition), window }),
      complete: window,
    };
  },
});
