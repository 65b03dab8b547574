import { describe, expect, it } from 'vitest';
import { measureOf } from '@/lib/model/metrics/kinds';
import { bind, sql } from '@/lib/evidence/postgres/read/fragment';
import { runPopulation } from '@/lib/evidence/postgres/read/run-population';
import { randomSplitsStatement } from '@/lib/evidence/postgres/read/random-splits';
import { quantilesStatement } from '@/lib/evidence/postgres/read/scorecard-quantiles';
import { eventQuantilesStatement } from '@/lib/evidence/postgres/read/event-quantiles';
import { scorecardStatement } from '@/lib/evidence/postgres/read/scorecard-moments';
import { computedUnits } from '@/lib/evidence/postgres/read/unit-source';

const evil = `x'; drop table events; --`;
const window = { startHours: 0, lengthHours: 24, mustBeComplete: true };
const events = {
  event: `event ${evil}`,
  where: [
    { property: `property ${evil}`, operator: 'equals', value: `value ${evil}` },
    { property: `there ${evil}`, operator: 'exists' },
  ],
} as const;
const population = runPopulation({ runId: 7, environmentId: 3, horizon: new Date('2026-03-01T00:00:00Z') });

describe('a statement of the evidence', () => {
  it('holds nothing that a person wrote but as a bound and cast parameter', () => {
    const total = { version: 2, ...events, window, winsorisation: 0.99, covariate: null } as const;
    const measures = [
      measureOf({ kind: 'sum', definition: { ...total, covariate: { lengthHours: 24, term: null } } }),
      measureOf({ kind: 'distinct-count', definition: { ...total, property: `distinct ${evil}` } }),
      measureOf({ kind: 'funnel', definition: { version: 2, steps: [events, events, events], window } }),
      measureOf({
        kind: 'retention',
        definition: {
          version: 2,
          ...events,
          days: { from: 1, to: 2 },
          timeZone: `zone ${evil}`,
          mustBeComplete: true,
        },
      }),
    ];
    const quantile = measureOf({
      kind: 'quantile',
      definition: { version: 2, ...events, aggregate: 'mean', quantile: 0.5, window },
    });
    const overEvents = measureOf({
      kind: 'event-quantile',
      definition: { version: 2, ...events, quantile: 0.5, window },
    });
    const [splitMeasure = quantile] = measures;
    const scope = { environmentId: 3, from: new Date('2026-02-01T00:00:00Z'), horizon: population.horizon };
    const statements = [
      randomSplitsStatement({ ...scope, measure: splitMeasure, rounds: 50, seed: 1, maximumUnits: 100 }),
      scorecardStatement(computedUnits(population, measures, [`attribute ${evil}`])),
      quantilesStatement({ ...computedUnits(population, [quantile]), zTwoSided: 2 }),
      eventQuantilesStatement({ ...computedUnits(population, [overEvents]), zTwoSided: 2 }),
    ].map((statement) => statement.render());
    for (const { sql: text } of statements) {
      expect(text).not.toContain('drop table');
      // Every parameter is cast where it stands.
      expect(text.match(/\$\d+(?!\d|::)/g)).toBeNull();
    }
    const bound = statements.flatMap(({ parameters }) => parameters);
    for (const what of ['event', 'property', 'value', 'there', 'distinct', 'zone', 'attribute']) {
      expect(bound).toContain(`${what} ${evil}`);
    }
  });

  it('names its columns for readers, and is the same text whenever it is written', () => {
    const capped = { version: 2, ...events, window, winsorisation: 0.99, covariate: null } as const;
    const sum = measureOf({
      kind: 'sum',
      definition: { ...capped, covariate: { lengthHours: 24, term: null } },
    });
    const ratio = measureOf({
      kind: 'ratio',
      definition: {
        version: 2,
        numerator: { ...events, aggregate: 'sum' },
        denominator: { ...events, aggregate: 'count' },
        window,
        covariate: null,
      },
    });
    const quantile = measureOf({
      kind: 'quantile',
      definition: { version: 2, ...events, aggregate: 'mean', quantile: 0.5, window },
    });
    const texts = () =>
      [
        scorecardStatement(computedUnits(population, [sum, ratio], ['country'])),
        quantilesStatement({ ...computedUnits(population, [quantile]), zTwoSided: 2 }),
      ].map((statement) => statement.render().sql);
    const [scorecard = '', quantiles = ''] = texts();
    const namesIn = (text: string) => [...new Set(text.match(/\bm\d+_\w+/g))].sort();
    expect(namesIn(scorecard)).toEqual([
      'm1_covariate1',
      'm1_covariate2',
      'm1_value',
      'm1_value_upper_cap',
      'm1_waits',
      'm2_denominator',
      'm2_numerator',
      'm2_waits',
    ]);
    expect(namesIn(quantiles)).toEqual(['m1_figures', 'm1_units', 'm1_value', 'm1_waits']);
    for (const text of [scorecard, quantiles]) expect(text).not.toMatch(/\b[a-z]\d+\b/);
    expect(texts()).toEqual([scorecard, quantiles]);
  });

  it('gives equal values of one type one parameter, and different types two', () => {
    const statement = sql`${bind('a', 'text')} ${sql`${bind('a', 'text')}`} ${bind('1', 'text')} ${bind(1, 'int')}`;
    expect(statement.render()).toEqual({
      sql: '$1::text $1::text $2::text $3::int',
      parameters: ['a', '1', 1],
    });
  });
});
