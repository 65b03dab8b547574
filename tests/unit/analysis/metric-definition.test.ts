import { describe, expect, it } from 'vitest';
import {
  membersOfKind,
  metricKinds,
  metricMeaningSchema,
  parseMetricMeaning,
} from '@/lib/model/metrics/kinds';
import { metricSentence, windowSentence } from '@/lib/charts/metric-sentence';
import { metricFieldsSchema } from '@/lib/verbs/metrics/metric-input';
import { metricCatalogue, metricSentences } from '../../support/metric-catalogue';

const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const sum = { version: 2, event: 'purchase', where: [], window };

/** Where the schema sees a problem, as dotted paths. */
function problemsOf(kind: string, definition: unknown): string[] {
  const parsed = metricMeaningSchema.safeParse({ kind, definition });
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.map(String).join('.'));
}

describe('a metric definition', () => {
  it('of the first form keeps its meaning: a mean summed the values of a unit', () => {
    const first = { event: 'purchase', windowHours: 72 };
    const expected = { version: 2, event: 'purchase', where: [], window: { ...window, lengthHours: 72 } };
    expect(parseMetricMeaning({ kind: 'mean', definition: first })).toEqual({
      kind: 'sum',
      definition: { ...expected, covariate: null, winsorisation: null },
    });
    expect(parseMetricMeaning({ kind: 'proportion', definition: { ...first, windowHours: null } })).toEqual({
      kind: 'proportion',
      definition: { ...expected, window: { ...window, lengthHours: null }, covariate: null },
    });
  });

  it('of this form is read back as it was written, whatever the kind', () => {
    for (const metric of metricCatalogue) expect(parseMetricMeaning(metric)).toEqual(metric);
  });

  it.each([
    [
      'a window without an end that must be complete',
      'sum',
      { ...sum, window: { ...window, lengthHours: null, mustBeComplete: true } },
      'definition.window.mustBeComplete',
    ],
    ['an empty event', 'count', { ...sum, event: '' }, 'definition.event'],
    [
      'a NUL in a property',
      'count',
      { ...sum, where: [{ property: 'a\0', operator: 'exists' }] },
      'definition.where.0.property',
    ],
    [
      'a comparison of order with a text',
      'count',
      { ...sum, where: [{ property: 'n', operator: 'above', value: '3' }] },
      'definition.where.0.value',
    ],
    [
      'a time zone that does not exist',
      'retention',
      { version: 2, event: 'e', days: { from: 1, to: 2 }, timeZone: 'Mars/Olympus' },
      'definition.timeZone',
    ],
    [
      'a time zone as an offset, which Postgres reads the other way round',
      'retention',
      { version: 2, event: 'e', days: { from: 1, to: 2 }, timeZone: '+02:00' },
      'definition.timeZone',
    ],
    [
      'days in the wrong order',
      'retention',
      { version: 2, event: 'e', days: { from: 3, to: 2 }, timeZone: 'UTC' },
      'definition.days.to',
    ],
    [
      'a quantile of 1',
      'quantile',
      { version: 2, event: 'e', aggregate: 'sum', quantile: 1, window },
      'definition.quantile',
    ],
    ['a funnel of one step', 'funnel', { version: 2, steps: [{ event: 'e' }], window }, 'definition.steps'],
    [
      'a time to event without an end',
      'time-to-event',
      { ...sum, window: { lengthHours: null } },
      'definition.window.lengthHours',
    ],
    [
      'a lower cap above the upper one',
      'sum',
      { ...sum, winsorisation: 0.1, winsorisationLower: 0.9 },
      'definition.winsorisationLower',
    ],
    [
      'two caps at one quantile, of a part of a ratio',
      'ratio',
      {
        version: 2,
        numerator: { event: 'e', aggregate: 'sum', winsorisation: 0.5, winsorisationLower: 0.5 },
        denominator: { event: 'e', aggregate: 'count' },
        window,
      },
      'definition.numerator.winsorisationLower',
    ],
    [
      'a cap on what is measured before exposure',
      'sum',
      { ...sum, covariate: { term: { event: 'e', aggregate: 'sum', winsorisation: 0.9 } } },
      'definition.covariate.term',
    ],
    ['a kind that does not exist', 'median', sum, 'kind'],
  ])('with %s is refused at its place', (_, kind, definition, place) => {
    expect(problemsOf(kind, definition)).toContain(place);
  });

  it.each([
    ['mean', sum],
    ['distinct-count', { ...sum, property: 'category' }],
    ['ratio', { version: 2, numerator: { event: 'e' }, denominator: { event: 'e' }, window }],
    ['retention', { version: 2, event: 'e', days: { from: 1, to: 2 }, timeZone: 'UTC' }],
    ['quantile', { version: 2, event: 'e', aggregate: 'sum', quantile: 0.5, window }],
    ['funnel', { version: 2, steps: [{ event: 'e' }, { event: 'f' }], window }],
    ['time-to-event', { ...sum, window: { lengthHours: 24 } }],
  ])('of a %s is refused with a sentence where it is broken down', (kind, definition) => {
    const breakdown = { property: 'category' };
    const parsed = metricMeaningSchema.safeParse({ kind, definition: { ...definition, breakdown } });
    const issues = parsed.error?.issues.map(({ path, message }) => [
      path.join('.'),
      message.split(' ').length > 8,
    ]);
    expect(issues).toEqual([['definition.breakdown', true]]);
  });

  it.each(['source', 'breakdown'] as const)('says why where its kind has no %s', (member) => {
    for (const kind of metricKinds) {
      if (membersOfKind(kind).has(member)) continue;
      const parsed = metricMeaningSchema.safeParse({ kind, definition: { [member]: {} } });
      const said = parsed.error?.issues.filter(({ path }) => path.join('.') === `definition.${member}`);
      expect(said?.map(({ message }) => message.split(' ').length > 8)).toEqual([true]);
    }
  });

  it('of a source cannot be broken down: its rows have no properties', () => {
    const definition = { version: 2, source: 'orders', window, breakdown: { property: 'category' } };
    expect(problemsOf('sum', definition)).toEqual(['definition.breakdown']);
    expect(problemsOf('sum', { ...definition, source: undefined, event: 'purchase' })).toEqual([]);
  });

  it('reports the problems of the facts and of the definition together', () => {
    const parsed = metricFieldsSchema.safeParse({
      key: '',
      name: '',
      kind: 'sum',
      definition: { ...sum, event: '' },
    });
    const places = parsed.success ? [] : parsed.error.issues.map(({ path }) => path.map(String).join('.'));
    expect(places).toEqual(expect.arrayContaining(['key', 'name', 'definition.event']));
  });

  it('says in a sentence what it measures, and when', () => {
    expect(metricCatalogue.map((metric) => `${metricSentence(metric)} | ${windowSentence(metric)}`)).toEqual(
      metricSentences,
    );
  });
});
