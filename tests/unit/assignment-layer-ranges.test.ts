import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HashRange } from '../../lib/assignment/configuration';
import { drawRanges, freeRanges, shareOf } from '../../lib/assignment/layer-ranges';

const whole = 2 ** 32;

test('ranges drawn one after another never overlap, hold what was asked for, and come back when a run ends', () => {
  const step = fc.record({
    share: fc.double({ min: 0.001, max: 0.6, noNaN: true }),
    endsOlder: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let runs: (readonly HashRange[])[] = [];
      for (const { share, endsOlder } of steps) {
        if (endsOlder) runs = runs.slice(1);
        const taken = runs.flat();
        const drawn = drawRanges(taken, share);
        if (drawn === null) {
          expect(shareOf(freeRanges(taken))).toBeLessThan(share);
          continue;
        }
        expect(Math.abs(shareOf(drawn) - share)).toBeLessThan(1e-6);
        runs.push(drawn);
        const sorted = runs.flat().sort((one, other) => one[0] - other[0]);
        for (const [index, [from, to]] of sorted.entries()) {
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThanOrEqual(sorted[index - 1]?.[1] ?? 0);
          expect(to).toBeLessThanOrEqual(whole);
        }
      }
    }),
  );
});

test.each([3, 7, 10, 30])(
  '%d equal shares fill a layer to the last hash, and one more is refused',
  (count) => {
    const runs: HashRange[] = [];
    for (let index = 0; index < count; index += 1) {
      const drawn = drawRanges(runs, 1 / count);
      if (drawn === null) throw new Error(`share ${String(index)} was refused`);
      runs.push(...drawn);
    }
    expect(shareOf(runs)).toBeGreaterThan(1 - 1e-7);
    expect(drawRanges(runs, 0.001)).toBeNull();
  },
);

test('a gap that is too small is used with the next one', () => {
  const taken: HashRange[] = [
    [1000, whole / 2],
    [whole * 0.75, whole],
  ];
  expect(drawRanges(taken, 0.25)).toEqual([
    [0, 1000],
    [whole / 2, whole * 0.75 - 1000],
  ]);
});
