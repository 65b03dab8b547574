import { z } from 'zod';
import { defineMetricKind } from './kind';
import { after, completeOf, ofOneColumn, selection } from './measure';
import { selectionSchema, version, windowSchema } from './parts';
import { eventWords } from './words';

const maximumSteps = 9;

/** 1 for a unit that did all steps in the window, each strictly after the one before, else 0. */
export const funnel = defineMetricKind({
  kind: 'funnel',
  definition: z
    .strictObject({
      version,
      steps: z
        .array(selectionSchema)
        .min(2, 'A funnel has at least two steps.')
        .max(maximumSteps, 'A funnel has at most 9 steps.'),
      window: windowSchema,
    })
    .meta({ id: 'FunnelDefinition' }),
  label: 'Funnel: steps in order',
  figure: 'share of units through all steps',
  spread: 'share',
  refusals: {
    source: 'A funnel tells its steps apart by events, and a source has one kind of row.',
    breakdown:
      'A funnel has an event for each step, so no event of its own to break down: put conditions on its steps.',
  },
  sentence: ({ steps }) => `Share of units that did ${steps.map(eventWords).join(', then ')}`,
  measure: ({ steps, window }) => ({
    ...ofOneColumn({ kind: 'funnel', steps: steps.map(selection), window: after(window) }),
    complete: completeOf(window),
  }),
});
