import { describe, expect, it } from 'vitest';
import { impactTable } from '@/lib/charts/monthly-impact';
import type { MonthlyImpact } from '@/lib/model/monthly-impact';
import type { MonthlyTraffic } from '@/lib/model/monthly-traffic';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import { metricOf, resultOf } from './result-fixture';

const traffic: MonthlyTraffic = {
  from: '2026-03-04',
  to: '2026-03-10',
  days: 7,
  exposedUnits: 1_400,
  analysedPerExposed: 0.25,
  allocatedShare: 0.5,
  unitsPerMonth: 3_000,
};
const contrast = { treatment: 'treatment', reference: 'control' };
const figures = {
  unitsPerMonth: 3_000,
  change: 300.4,
  lower: say(-149.6),
  upper: say(750),
  allowingForStop: null,
};
const ofVisit: MonthlyImpact = { metric: 'visit', contrast, impact: say(figures) };
const plain = (text: string | undefined) => text?.replaceAll(/\s/g, ' ');

describe('a month’s change in words', () => {
  it('is of units where it is a share of units, and says what it is counted from', () => {
    const table = impactTable(resultOf({ traffic: say(traffic) }), [ofVisit]);
    expect(table?.rows).toMatchObject([{ variant: 'Treatment', position: 1, refusal: null }]);
    const [row] = table?.rows ?? [];
    expect(plain(row?.figures?.change)).toBe('+300 units');
    expect(plain(row?.figures?.interval)).toBe('\u2212150 to +750 units');
    expect(row?.figures?.allowingForStop).toBeNull();
    expect(plain(table?.counted)).toBe(
      'Change per unit times about 3,000 new units in 30 days, as if that number were certain: 1,400 were first exposed in the 7 complete days from 4 Mar 2026 to 10 Mar 2026 (UTC), of which 25 % are analysed, when 50 % of the eligible traffic took part. A unit counts once, when it first meets the experiment, so a later month may bring fewer.',
    );
    const all = { ...traffic, analysedPerExposed: 1, allocatedShare: 1 };
    expect(plain(impactTable(resultOf({ traffic: say(all) }), [ofVisit])?.counted)).toContain(
      '(UTC), when all of the eligible traffic took part.',
    );
  });

  it('is in the metric’s unit, with an end that is refused told apart from one that there is not, beside what allows for the stop', () => {
    const metrics = [metricOf({ kind: 'sum', unit: 'EUR' })];
    const upper = cannotSay('too-few-units', 'no-unit-exposed');
    const allowingForStop = {
      look: 2,
      change: 1_234_567,
      interval: { lower: 10_000, upper: 2e6 },
      alphaOneSided: { lower: 0.0125, upper: 0.01 },
    };
    const impact = say({ ...figures, change: 2_345_678, upper, allowingForStop });
    const table = impactTable(resultOf({ metrics, traffic: say(traffic) }), [{ ...ofVisit, impact }]);
    const [row] = table?.rows ?? [];
    expect(plain(row?.figures?.change)).toBe('+2,350,000 EUR');
    expect(plain(row?.figures?.interval)).toBe(`\u2212150 to cannot say. ${cannotSaySentence(upper)}`);
    const open = say({ ...figures, upper: cannotSay('look-not-reached', 'nothing-to-spend-yet') });
    const unbounded = impactTable(resultOf({ metrics, traffic: say(traffic) }), [
      { ...ofVisit, impact: open },
    ]);
    expect(plain(unbounded?.rows[0]?.figures?.interval)).toBe('\u2212150 to unbounded above');
    expect(plain(row?.figures?.allowingForStop ?? '')).toBe(
      '+1,230,000 EUR, interval +10,000 to +2,000,000 EUR (98.75 % confidence for its lower end, 99 % for its upper end)',
    );
  });

  it('leaves out what nobody adds up over a month, and says so', () => {
    const metrics = [
      metricOf(),
      metricOf({ key: 'ratio', name: 'Items per order', kind: 'ratio' }),
      metricOf({ key: 'load', name: 'Load time', kind: 'sum', unit: 'ms' }),
    ];
    const of = [
      ofVisit,
      {
        ...{ metric: 'ratio', contrast },
        impact: cannotSay('not-computable', 'no-monthly-total', { kind: 'ratio' }),
      },
      { ...{ metric: 'load', contrast }, impact: cannotSay('not-computable', 'no-monthly-total-of-time') },
    ];
    const table = impactTable(resultOf({ metrics, traffic: say(traffic) }), of);
    expect(table?.rows.map(({ metric }) => metric.key)).toEqual(['visit']);
    expect(table?.counted).toMatch(
      / Only sums, counts and shares of units add up to a month, and of times nobody asks for a total; left out: Items per order, Load time\.$/,
    );
    expect(impactTable(resultOf({ metrics, traffic: say(traffic) }), of.slice(2))).toBeNull();
  });

  it('says once why there is no traffic, and of each metric why it has no figure', () => {
    const impact = cannotSay('too-few-units', 'no-unit-exposed');
    const table = impactTable(resultOf({ traffic: say(traffic) }), [{ ...ofVisit, impact }]);
    expect(table?.rows[0]?.refusal).toBe('No unit has been exposed yet.');
    const short = cannotSay('too-few-units', 'intake-shorter-than-week', { days: 1, least: 7 });
    expect(impactTable(resultOf({ traffic: short }), [ofVisit])).toEqual({
      counted:
        'Cannot say. A month’s traffic is told from at least 7 complete days at the latest traffic allocation; there is 1.',
      rows: [],
    });
    expect(impactTable(resultOf(), [ofVisit])?.counted).toMatch(/^Cannot say\. This analysis is from before/);
    expect(impactTable(resultOf(), [])).toBeNull();
  });
});
