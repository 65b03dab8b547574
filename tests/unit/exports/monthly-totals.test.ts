import { describe, expect, it } from 'vitest';
import { impactTable } from '@/lib/charts/monthly-impact';
import { momentsTable, type Judged } from '@/lib/exports/moments-table';
import type { MonthlyImpact } from '@/lib/model/monthly-impact';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { runOf } from '@/tests/support/runs';
import { metricOf, resultOf } from '../charts/result-fixture';

const contrast = { treatment: 'treatment', reference: 'control' };
const traffic = {
  ...{ from: '2026-03-04', to: '2026-03-10', days: 7, exposedUnits: 700, unitsPerMonth: 3_000 },
  ...{ analysedPerExposed: 1, allocatedShare: 1 },
};
const whole = {
  ...{ unitsPerMonth: 3_000, change: 300, lower: say(-150), upper: say(750) },
  allowingForStop: {
    ...{ look: 2, change: 250, interval: { lower: -200, upper: 700 } },
    alphaOneSided: { lower: 0.0125, upper: 0.01 },
  },
};

/** What a file has of the only compared arm, and the card of the same impact. */
function told(impact: MonthlyImpact['impact']) {
  const impacts = [{ metric: 'visit', contrast, impact }];
  const result = resultOf({ metrics: [metricOf({ kind: 'count', unit: 'visits' })], traffic: say(traffic) });
  const judged: Judged = {
    ...{ configuration: runOf({}), decision: null, lookNumber: 1, futility: [] },
    monthlyImpacts: impacts,
  };
  const { columns, rows } = momentsTable(result, judged);
  const row = rows.find(
    (cells) => cells[columns.findIndex(({ name }) => name === 'variant')] === 'treatment',
  );
  const months = columns.flatMap(({ name }, index) =>
    name.startsWith('monthly_') ? [[name, row?.[index] ?? null] as const] : [],
  );
  return { file: Object.fromEntries(months), card: impactTable(result, impacts)?.rows[0] };
}

describe('a month’s total in a file', () => {
  it('has the interval beside each figure, that allowing for an early stop too, as the card has', () => {
    expect(told(say(whole)).file).toEqual({
      monthly_units: 3_000,
      monthly_change: 300,
      monthly_lower: -150,
      monthly_upper: 750,
      monthly_change_allowing_for_stop: 250,
      monthly_lower_allowing_for_stop: -200,
      monthly_upper_allowing_for_stop: 700,
      monthly_cannot_say: null,
    });
  });

  it('says why there is none, or why an end cannot be said, in the words of the card', () => {
    const refused = told(cannotSay('too-few-units', 'no-unit-exposed'));
    expect(refused.file).toMatchObject({
      monthly_change: null,
      monthly_cannot_say: 'No unit has been exposed yet.',
    });
    expect(refused.card?.refusal).toBe('No unit has been exposed yet.');
    const skewed = told(say({ ...whole, upper: cannotSay('not-computable', 'too-skewed-at-level') }));
    expect(skewed.file).toMatchObject({ monthly_change: 300, monthly_upper: null });
    expect(skewed.file['monthly_cannot_say']).toMatch(/^Too skewed/u);
    expect(skewed.card?.figures?.interval).toMatch(/ to cannot say\. Too skewed/u);
  });
});
