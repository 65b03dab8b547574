import { expect, it } from 'vitest';
import { rootOfIncreasing } from '../../../../lib/statistics/sequential/root-of-increasing';
import { stoppedEstimate } from '../../../../lib/statistics/sequential/stopped-estimate';
import { valueOf } from '../../../support/outcomes';

it('is where the function is 0, also where one step comes so near that no other number lies between', () => {
  // The first step lands 1e-16 below the root, with the other end of the bracket 4 away.
  const almostStraight = (x: number) => (x < 1 ? x - 1 - 1e-16 : x - 1);
  expect(rootOfIncreasing(almostStraight, 0, 1)).toBeCloseTo(1, 12);
  expect(rootOfIncreasing((x) => 3 * (x + 7), 100, 0.25)).toBeCloseTo(-7, 12);
});

it('gives the usual interval at a first look, wherever the statistic is', () => {
  for (const z of [-6, -2.373343672911958, -0.1, 0, 1.7, 5]) {
    const { interval } = valueOf(
      stoppedEstimate({
        informationFractions: [1.04],
        spending: 'power:2.5',
        levelOneSided: 0.0142857,
        z,
        alphaLower: 0.025,
        alphaUpper: 0.025,
      }),
    );
    const ends = [interval.lower, interval.upper].map((end) => z - end * Math.sqrt(1.04));
    expect(ends[0]).toBeCloseTo(1.959963984540054, 9);
    expect(ends[1]).toBeCloseTo(-1.959963984540054, 9);
  }
});
