import { expect, it } from 'vitest';
import { plannedFutilityWords } from '@/lib/charts/planned-futility-words';

const power = (share: number) => ({ power: share, standardError: 0.005, simulations: 6_000 });
const found = {
  leastConditionalPower: 0.1,
  power: power(0.8),
  powerFollowed: power(0.795),
  powerLost: 0.005,
  standardErrorOfLoss: 0.0009,
  asPlanned: { advisedShare: 0.02, units: 81_000.4, unitsIgnoring: 82_000 },
  nothingThere: { advisedShare: 0.8, units: 68_000, unitsIgnoring: 99_500 },
};

it('the planner says what following the advice costs in power, saves in units, and that the size stays', () => {
  expect(plannedFutilityWords(found)).toEqual({
    figure: '0.5 points less power',
    detail:
      '79.5\u202f% where every run stops when a look advises to (\u00B1 0.2 points). If nothing is there, 68,000 units on average in place of 99,500; if a variant is as good as planned, 81,000 units on average in place of 82,000. The size stays: nobody has to follow.',
  });
  expect(plannedFutilityWords({ ...found, powerLost: 0.0002 }).figure).toBe(
    'Less than 0.1 points less power',
  );
});
