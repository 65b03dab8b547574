import { expect, it } from 'vitest';
import { planWarningSentence } from '@/lib/charts/plan-warning-sentence';

const told = (unitsAfterDays: number, arrivedUnits = 7_000) =>
  planWarningSentence(
    { code: 'few-days', metric: null, figures: { days: 14, arrivedUnits, unitsAfterDays, units: 4_000 } },
    (key) => key,
  );

it('says of days that bring too few units how many come and how many have finished', () => {
  const rest = '4,000 are planned. Plan for more days, or for fewer units.';
  const come = 'At this traffic 7,000 units come in 14 days';
  expect(told(0)).toBe(`${come}, and none has finished its window; ${rest}`);
  expect(told(1)).toBe(`${come}, and 1 has finished its window; ${rest}`);
  expect(told(3_500)).toBe(`${come}, and 3,500 have finished their windows; ${rest}`);
  expect(told(3_500, 3_500)).toBe(`At this traffic 3,500 units come in 14 days; ${rest}`);
});
