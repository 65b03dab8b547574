import { expect, test } from 'vitest';
import { layerSegments } from '../../../lib/charts/layer-picture';

test('a layer is drawn whole: each piece once, in order, with what is free between', () => {
  const segments = layerSegments([
    {
      experiment: 'second',
      ranges: [
        [2 ** 31, 2 ** 31 + 2 ** 30],
        [0, 2 ** 29],
      ],
    },
    { experiment: 'first', ranges: [[2 ** 30, 2 ** 31]] },
  ]);
  expect(segments.map(({ experiment, from, width, slot }) => [experiment, from, width, slot])).toEqual([
    ['second', 0, 0.125, 0],
    [null, 0.125, 0.125, -1],
    ['first', 0.25, 0.25, 1],
    ['second', 0.5, 0.25, 0],
    [null, 0.75, 0.25, -1],
  ]);
});

test('an empty layer is free', () => {
  expect(layerSegments([])).toEqual([{ experiment: null, from: 0, width: 1, slot: -1 }]);
});
