import { describe, expect, it } from 'vitest';
import { breakdownBars } from '@/lib/charts/breakdown-bars';
import { say } from '@/lib/statistics/outcome';
import { storedRefusal } from '@/tests/support/outcomes';
import { metricOf, resultOf } from './result-fixture';

const metric = metricOf({ key: 'revenue', name: 'Revenue', kind: 'sum', unit: 'EUR' });

function barsOf(means: readonly (readonly [control: number, treatment: number])[], n = 100) {
  const parts = means.map(([control, treatment], index) => ({
    part: index === 0 ? ('value' as const) : ('other' as const),
    value: index === 0 ? 'shoes' : null,
    arms: [
      { variant: 'control', n, mean: control },
      { variant: 'treatment', n, mean: treatment },
    ],
  }));
  const breakdowns = [{ metric: 'revenue', property: 'category', parts: say(parts) }];
  return breakdownBars(resultOf({ metrics: [metric], breakdowns }))[0];
}

describe('the bars of a breakdown', () => {
  it('run from zero on one scale, to the left for what is below it', () => {
    const rows = barsOf([
      [6, 4],
      [-2, 1],
    ])?.rows;
    expect(rows?.map(({ bars }) => bars.map(({ from, to }) => [from, to]))).toEqual([
      [
        [0.25, 1],
        [0.25, 0.75],
      ],
      [
        [0, 0.25],
        [0.25, 0.375],
      ],
    ]);
    expect(rows?.map(({ name, isSummary }) => [name, isSummary])).toEqual([
      ['shoes', false],
      ['all others', true],
    ]);
  });

  it('have no length where nothing was measured, and no figure where there are no units', () => {
    const bars = barsOf([[0, 0]], 0)?.rows?.[0]?.bars;
    expect(bars?.map(({ from, to, words }) => [from, to, words])).toEqual([
      [0, 0, '\u2013'],
      [0, 0, '\u2013'],
    ]);
  });

  it('are not there where nothing can be said, with the reason', () => {
    const parts = storedRefusal('not-computable', 'The statement took too long.');
    const breakdowns = [{ metric: 'revenue', property: 'category', parts }];
    expect(breakdownBars(resultOf({ metrics: [metric], breakdowns }))[0]).toMatchObject({
      rows: null,
      refusal: 'The statement took too long.',
    });
  });

  it('are none where no metric is broken down', () => {
    expect(breakdownBars(resultOf({ metrics: [metric] }))).toEqual([]);
  });
});
