import { describe, expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { groupSequentialBounds, stoppedEstimate, type StoppedEstimate } from '@/lib/statistics';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, shareOf, simulations } from '@/tests/support/simulation';

// Plans that end at the first look that shows an effect, or at the last one. The drift is the mean of Z at the planned size.
// At one look all ends of the interval grow with z, so where they meet the drift is found once for each look, by the estimate itself;
// then the experiments only have to be drawn. So many are needed that .95 and .94 are told apart.
const looks = [0.3, 0.6, 1];
const experiments = simulations(100_000);
const level = 0.025;
const [alphaLower, alphaUpper] = [0.025, 0.025];
type Spent = 'pocock' | 'obrien-fleming';

interface End {
  readonly look: number;
  readonly z: number;
}

function ended(drift: number, bounds: readonly number[], uniform: () => number): End {
  let [score, before] = [0, 0];
  for (const [index, information] of looks.entries()) {
    const more = information - before;
    score += drift * more + Math.sqrt(more) * standardNormal(uniform);
    before = information;
    const z = score / Math.sqrt(information);
    if (z >= (bounds[index] ?? Infinity) || index + 1 === looks.length) return { look: index + 1, z };
  }
  throw new Error('A plan has a last look.');
}

/** Of the looks, by number: the z from which on the figure is above the drift. */
function crossings(
  spending: Spent,
  drift: number,
  figureOf: (estimate: StoppedEstimate) => number,
): readonly number[] {
  return looks.map((_, index) => {
    const informationFractions = looks.slice(0, index + 1);
    const isAbove = (z: number): boolean => {
      const input = { informationFractions, spending, levelOneSided: level, z, alphaLower, alphaUpper };
      return figureOf(valueOf(stoppedEstimate(input))) > drift;
    };
    let [lower, upper] = [-6, 9];
    // Where no z of the look reaches the drift, the end of the search says so as well as any.
    while (upper - lower > 1e-4) {
      const middle = (lower + upper) / 2;
      if (isAbove(middle)) upper = middle;
      else lower = middle;
    }
    return upper;
  });
}

describe.each<Spent>(['pocock', 'obrien-fleming'])('after looks with spending of the type %s', (spending) => {
  const bounds = valueOf(
    groupSequentialBounds({ informationFractions: looks, spending, alpha: level, sides: 1 }),
  );

  it.each([0, 1.4, 2.8])(
    'the interval covers a drift of %d as often as it says, and the estimate is above it as often as below',
    (drift) => {
      const lowerIsAbove = crossings(spending, drift, ({ interval }) => interval.lower);
      const upperIsAbove = crossings(spending, drift, ({ interval }) => interval.upper);
      const estimateIsAbove = crossings(spending, drift, ({ medianUnbiased }) => medianUnbiased);
      const uniform = seededUniform(163);
      let [covered, above, early] = [0, 0, 0];
      for (let experiment = 0; experiment < experiments; experiment += 1) {
        const { look, z } = ended(drift, bounds, uniform);
        const isPast = (crossed: readonly number[]) => z > (crossed[look - 1] ?? NaN);
        covered += isPast(upperIsAbove) && !isPast(lowerIsAbove) ? 1 : 0;
        above += isPast(estimateIsAbove) ? 1 : 0;
        early += look < looks.length ? 1 : 0;
      }
      const shares = [covered, above, early].map((count) => count / experiments);
      const said = `covered, above, early: ${shares.join(', ')}`;
      expect(covered / experiments, said).toBeGreaterThan(0.94);
      expect(covered / experiments, said).toBeLessThan(0.96);
      expect(above / experiments, said).toBeGreaterThan(0.49);
      expect(above / experiments, said).toBeLessThan(0.51);
    },
  );

  it('the effect as measured is above the truth more often than not', () => {
    const uniform = seededUniform(167);
    const many = 20_000;
    const above = shareOf(many, () => {
      const { look, z } = ended(2.8, bounds, uniform);
      return z / Math.sqrt(looks[look - 1] ?? NaN) > 2.8;
    });
    expect(above).toBeGreaterThan(binomialBand(0.5, many).upper);
  });
});
