import { expect, it } from 'vitest';
import { expectedIntake } from '@/lib/verbs/plans/expected-intake';

const week = (units: number) => [units, units, units, units, units, 0, 0];
const idle = [0, 0, 0, 0, 0, 0, 0];

it('is what past weeks had, weekday by weekday, and then their mean for ever', () => {
  expect(expectedIntake([...week(9), ...week(6), ...week(4)])).toEqual([
    ...week(9),
    ...week(6),
    ...week(4),
    ...week(5),
    25 / 7,
  ]);
});

it('leaves weeks without any unit out, wherever they are: nobody knows that they come back', () => {
  const expected = [...week(7), ...week(7), ...week(7), 5];
  expect(expectedIntake([...week(7), ...idle, ...idle, ...week(7)])).toEqual(expected);
  expect(expectedIntake([...idle, ...week(7), ...week(7), ...idle])).toEqual(expected);
});

it('begins on the first day with any, and has the mean of it where there is no whole week', () => {
  expect(expectedIntake([0, 0, 3, 5])).toEqual([3, 5, 4, 4]);
  expect(expectedIntake(idle)).toBeNull();
});
