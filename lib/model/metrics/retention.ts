import { z } from 'zod';
import { defineMetricKind } from './kind';
import { aggregate, ofOneColumn } from './measure';
import { eventSelectionFields, form } from './parts';
import { eventWords } from './words';

const maximumDays = 366;

const day = z
  .int('A day is a whole number.')
  .min(0, 'Day 0 is the day of first exposure.')
  .max(maximumDays, 'At most 366 days.');

function isTimeZone(name: string): boolean {
  // An offset such as +02:00 is understood by Intl and read the other way round by Postgres.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * 1 for a unit with such an event from local day `from` to `to` after first exposure (day 0), else 0. The days are those of a time zone by
 * its IANA name, such as Europe/Berlin.
 */
export const retention = defineMetricKind({
  kind: 'retention',
  definition: z
    .strictObject({
      ...form,
      ...eventSelectionFields,
      days: z
        .strictObject({ from: day, to: day })
        .refine(({ from, to }) => from <= to, { path: ['to'], message: 'The last day is before the first.' }),
      timeZone: z
        .string('A time zone is an IANA name, such as Europe/Berlin.')
        .max(100)
        .refine(isTimeZone, 'There is no such time zone; use an IANA name, such as Europe/Berlin or UTC.'),
      mustBeComplete: z.boolean().default(true),
    })
    .meta({ id: 'RetentionDefinition' }),
  label: 'Retention: came back on later days',
  figure: 'share of units that came back',
  spread: 'share',
  refusals: {
    breakdown:
      'A unit comes back or it does not, whatever brings it: measure one value with a condition on the event.',
  },
  sentence: (definition) => {
    const { from, to } = definition.days;
    const when = from === to ? `day ${String(from)}` : `days ${String(from)} to ${String(to)}`;
    return `Share of units with ${eventWords(definition)} on ${when} after first exposure (${definition.timeZone})`;
  },
  measure: (definition) => {
    const { days, timeZone, mustBeComplete } = definition;
    const window = { kind: 'local-days', ...days, timeZone } as const;
    return {
      ...ofOneColumn(aggregate('any', definition, window)),
      complete: mustBeComplete ? window : null,
    };
  },
});
