import { describe, expect, it } from 'vitest';
import { withDefaultCovariate } from '@/lib/model/metrics/default-covariate';
import { metricKinds, metricMeaningSchema, takesCovariate } from '@/lib/model/metrics/kinds';
import { metricCatalogue } from '../../support/metric-catalogue';

const window = { startHours: 0, lengthHours: 24 as number | null, mustBeComplete: false };
const sum = { kind: 'sum', definition: { version: 2, event: 'purchase', window } };
const ofLength = (lengthHours: number | null) => ({
  ...sum,
  definition: { ...sum.definition, window: { ...window, lengthHours } },
});

describe('the default covariate of a new metric', () => {
  it.each([
    [24, 336],
    [336, 336],
    [720, 720],
    [null, 336],
  ])('of a window of %s hours looks %i hours back', (lengthHours, expected) => {
    const { definition } = metricMeaningSchema.parse(withDefaultCovariate(ofLength(lengthHours)));
    expect(definition).toMatchObject({ covariate: { lengthHours: expected, term: null } });
  });

  it('is there for every kind that has a covariate, and the schema takes what it makes of the others', () => {
    const given = metricKinds.filter((kind) => {
      const metric = metricCatalogue.find((one) => one.kind === kind);
      if (metric === undefined) throw new Error(`no ${kind}`);
      const asked = Object.fromEntries(
        Object.entries(metric.definition).filter(([name]) => name !== 'covariate'),
      );
      const { definition } = metricMeaningSchema.parse(withDefaultCovariate({ kind, definition: asked }));
      return 'covariate' in definition && definition.covariate !== null;
    });
    expect(given).toEqual(metricKinds.filter(takesCovariate));
    expect(given).toEqual(
      expect.arrayContaining(['count', 'sum', 'mean', 'proportion', 'ratio', 'distinct-count']),
    );
  });

  it.each([
    ['says that it wants none', { ...sum, definition: { ...sum.definition, covariate: null } }],
    ['reads a source', { ...sum, definition: { ...sum.definition, event: undefined, source: 'orders' } }],
    ['has the first form', { kind: 'sum', definition: { event: 'purchase', windowHours: 24 } }],
    ['is malformed', { kind: 'sum', definition: { version: 2, window: 'day' } }],
    ['is none', 7],
  ])('is left out where the metric %s', (_, input) => {
    expect(withDefaultCovariate(input)).toBe(input);
  });
});
