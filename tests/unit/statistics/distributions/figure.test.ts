import { describe, expect, it } from 'vitest';
import { distributionFigure, type Distribution, type DistributionFigure } from '@/lib/statistics';
import { expectRelative, refusal, valueOf } from '../../../support/outcomes';

/** Points, then pdf, cdf and sf there; orders .01, .6 and .975, then quantile and isf there. From scipy 1.17.1. */
const reference: readonly {
  readonly distributions: readonly [Distribution, Distribution, Distribution];
  readonly points: readonly [number, number, number];
  readonly pdf: readonly number[];
  readonly cdf: readonly number[];
  readonly sf: readonly number[];
  readonly quantile: readonly number[];
  readonly isf: readonly number[];
}[] = [
  {
    distributions: [{ family: 'normal' }, { family: 'normal' }, { family: 'normal' }],
    points: [-1.5, 0.3, 2],
    pdf: [0.12951759566589174, 0.3813878154605241, 0.05399096651318806],
    cdf: [0.06680720126885807, 0.6179114221889526, 0.9772498680518208],
    sf: [0.9331927987311419, 0.3820885778110474, 0.022750131948179195],
    quantile: [-2.3263478740408408, 0.2533471031357997, 1.959963984540054],
    isf: [2.3263478740408408, -0.2533471031357997, -1.959963984540054],
  },
  {
    distributions: [
      { family: 'studentT', degreesOfFreedom: 3 },
      { family: 'studentT', degreesOfFreedom: 40 },
      { family: 'studentT', degreesOfFreedom: 1 },
    ],
    points: [-1.5, 0.3, 2],
    pdf: [0.12001717451358736, 0.37860528925943426, 0.06366197723675814],
    cdf: [0.11529193262241147, 0.6171346416144905, 0.8524163823495667],
    sf: [0.8847080673775886, 0.38286535838550956, 0.14758361765043326],
    quantile: [-4.5407028585681335, 0.25503868634581395, 12.706204736174694],
    isf: [4.5407028585681335, -0.25503868634581395, -12.706204736174694],
  },
  {
    distributions: [
      { family: 'chiSquared', degreesOfFreedom: 1 },
      { family: 'chiSquared', degreesOfFreedom: 4 },
      { family: 'chiSquared', degreesOfFreedom: 25 },
    ],
    points: [0.5, 3, 40],
    pdf: [0.43939128946772243, 0.1673476201113224, 0.006897656611221417],
    cdf: [0.5204998778130466, 0.4421745996289252, 0.9708356043768479],
    sf: [0.47950012218695337, 0.5578254003710748, 0.02916439562315211],
    quantile: [0.00015708785790970184, 4.044626490649313, 40.6464691202752],
    isf: [6.634896601021217, 2.7528426841257754, 13.119720024937793],
  },
  {
    distributions: [
      { family: 'f', df1: 1, df2: 7 },
      { family: 'f', df1: 4, df2: 10 },
      { family: 'f', df1: 30, df2: 25.5 },
    ],
    points: [0.5, 3, 1.1],
    pdf: [0.413155168371805, 0.05773028830095445, 0.9145041489934942],
    cdf: [0.49764598292008205, 0.9276767777118597, 0.5937686453686067],
    sf: [0.5023540170799178, 0.07232322228814021, 0.40623135463139326],
    quantile: [0.00016868083584660056, 1.1202734431833878, 2.16880840946984],
    isf: [12.246383348435076, 0.7157795828874148, 0.47215310934228455],
  },
  {
    distributions: [
      { family: 'beta', a: 0.5, b: 0.7 },
      { family: 'beta', a: 4, b: 10 },
      { family: 'beta', a: 30, b: 2.5 },
    ],
    points: [0.5, 0.3, 0.95],
    pdf: [0.6948296752661897, 3.116105532539998, 9.95783450124248],
    cdf: [0.6003642321330016, 0.5793943542390003, 0.6763375070093829],
    sf: [0.3996357678669985, 0.420605645761, 0.3236624929906171],
    quantile: [0.00015697035848113614, 0.30667845697899626, 0.9865718374677002],
    isf: [0.99690190461877, 0.24530569853883896, 0.8115612414226161],
  },
  {
    distributions: [
      { family: 'noncentralT', degreesOfFreedom: 3, noncentrality: 0.7 },
      { family: 'noncentralT', degreesOfFreedom: 4, noncentrality: 1 },
      { family: 'noncentralT', degreesOfFreedom: 30, noncentrality: 2.5 },
    ],
    points: [0.5, -1, 4],
    pdf: [0.35627500743784946, 0.05262154271105034, 0.13929146171004358],
    cdf: [0.4069184407829561, 0.0327732953320278, 0.9042134340189558],
    sf: [0.593081559217044, 0.9672267046679722, 0.09578656598104413],
    quantile: [-2.6543733253199915, 1.36687237968037, 4.837240332171627],
    isf: [6.898245237729253, 0.7860217011071002, 0.5397810406139225],
  },
];

describe('distributionFigure', () => {
  for (const { distributions, points, ...expected } of reference) {
    it.each(['pdf', 'cdf', 'sf'] as const)(`${distributions[0].family} has the %s of scipy`, (figure) => {
      const found = distributions.map((one, i) => valueOf(distributionFigure(one, figure, points[i] ?? NaN)));
      expectRelative(found, expected[figure], 1e-10);
    });
    it.each(['quantile', 'isf'] as const)(`${distributions[0].family} has the %s of scipy`, (figure) => {
      const orders = [0.01, 0.6, 0.975];
      const found = distributions.map((one, i) => valueOf(distributionFigure(one, figure, orders[i] ?? NaN)));
      expectRelative(found, expected[figure], 1e-9);
    });
  }

  const at = (distribution: Distribution, figure: DistributionFigure, x: number) =>
    valueOf(distributionFigure(distribution, figure, x));
  const t: Distribution = { family: 'studentT', degreesOfFreedom: 5 };
  const chi: Distribution = { family: 'chiSquared', degreesOfFreedom: 3 };
  const beta: Distribution = { family: 'beta', a: 2, b: 3 };
  const f: Distribution = { family: 'f', df1: 3, df2: 9 };
  const nct: Distribution = { family: 'noncentralT', degreesOfFreedom: 5, noncentrality: 1 };

  it.each([{ family: 'normal' } as const, t, nct])('$family reaches from -Infinity to Infinity', (one) => {
    expect(at(one, 'quantile', 0)).toBe(-Infinity);
    expect(at(one, 'quantile', 1)).toBe(Infinity);
    expect(at(one, 'isf', 0)).toBe(Infinity);
    expect(at(one, 'isf', 1)).toBe(-Infinity);
    expect(at(one, 'cdf', -Infinity)).toBe(0);
    expect(at(one, 'cdf', Infinity)).toBe(1);
    expect(at(one, 'sf', Infinity)).toBe(0);
    expect(at(one, 'sf', -Infinity)).toBe(1);
    expect(at(one, 'pdf', Infinity)).toBe(0);
  });

  it.each([
    [chi, Infinity],
    [f, Infinity],
    [beta, 1],
  ] as const)('$0.family begins at 0 and ends at its end', (one, end) => {
    expect(at(one, 'quantile', 0)).toBe(0);
    expect(at(one, 'quantile', 1)).toBe(end);
    expect(at(one, 'isf', 0)).toBe(end);
    expect(at(one, 'isf', 1)).toBe(0);
    for (const x of [-1, 0]) {
      expect(at(one, 'cdf', x)).toBe(0);
      expect(at(one, 'sf', x)).toBe(1);
      expect(at(one, 'pdf', x)).toBe(0);
    }
    expect(at(one, 'cdf', end)).toBe(1);
    expect(at(one, 'sf', end)).toBe(0);
    expect(at(one, 'pdf', end)).toBe(0);
  });

  it('gives the density at an end of its range its limit', () => {
    expect(at({ family: 'beta', a: 1, b: 3 }, 'pdf', 0)).toBe(3);
    expect(at({ family: 'beta', a: 3, b: 1 }, 'pdf', 1)).toBe(3);
    expect(at({ family: 'beta', a: 0.5, b: 1 }, 'pdf', 0)).toBe(Infinity);
    expect(at({ family: 'beta', a: 2, b: 2 }, 'pdf', 1.5)).toBe(0);
    expect(at({ family: 'chiSquared', degreesOfFreedom: 2 }, 'pdf', 0)).toBe(0.5);
    expect(at({ family: 'chiSquared', degreesOfFreedom: 1 }, 'pdf', 0)).toBe(Infinity);
    expect(at({ family: 'f', df1: 2, df2: 4 }, 'pdf', 0)).toBe(1);
    expect(at({ family: 'f', df1: 1, df2: 4 }, 'pdf', 0)).toBe(Infinity);
  });

  it('has its median at exactly 0 where it is symmetric', () => {
    expect(at({ family: 'normal' }, 'isf', 0.5)).toBe(0);
    expect(Math.abs(at(t, 'quantile', 0.5))).toBe(0);
    expect(at(t, 'sf', 0)).toBe(0.5);
  });

  it('is the normal distribution at infinite and at practically infinite degrees of freedom', () => {
    for (const degreesOfFreedom of [Infinity, 1e17]) {
      const wide: Distribution = { family: 'studentT', degreesOfFreedom };
      for (const figure of ['pdf', 'cdf', 'sf'] as const)
        expect(at(wide, figure, 1.3)).toBe(at({ family: 'normal' }, figure, 1.3));
      expectRelative([at(wide, 'isf', 0.025)], [1.9599639845400538], 1e-14);
      const shifted: Distribution = { family: 'noncentralT', degreesOfFreedom, noncentrality: 2 };
      expect(at(shifted, 'sf', 3)).toBe(at({ family: 'normal' }, 'sf', 1));
      expect(at(shifted, 'pdf', 3)).toBe(at({ family: 'normal' }, 'pdf', 1));
    }
    expectRelative(
      [at({ family: 'studentT', degreesOfFreedom: 9e16 }, 'sf', 37)],
      [5.7255712225239e-300],
      1e-9,
    );
  });

  it('integrates a noncentral t whose normal tail falls to nothing within one step', () => {
    const steep: Distribution = { family: 'noncentralT', degreesOfFreedom: 50, noncentrality: 1e4 };
    // mpmath 1.3.0 at 25 digits.
    expectRelative([at(steep, 'sf', 2e4)], [1.2879316134551549e-8], 1e-11);
    // Wherever the fall lies between the points of the scan for the peak.
    let previous = at(steep, 'sf', 2e4);
    for (let t = 20_050; t < 22_000; t += 50) {
      const tail = at(steep, 'sf', t);
      expect(tail).toBeGreaterThan(previous * 0.8);
      expect(tail).toBeLessThan(previous);
      previous = tail;
    }
  });

  it('follows the power tail of few degrees of freedom to the end of float64', () => {
    const cauchy: Distribution = { family: 'studentT', degreesOfFreedom: 1 };
    expectRelative(
      [at(cauchy, 'sf', 1e200), at(cauchy, 'isf', 1e-200)],
      [1 / (Math.PI * 1e200), 1e200 / Math.PI],
      1e-12,
    );
    expectRelative([at(cauchy, 'pdf', 1e100)], [1e-200 / Math.PI], 1e-12);
  });

  it.each<[Distribution, DistributionFigure, number]>([
    [{ family: 'normal' }, 'cdf', NaN],
    [{ family: 'normal' }, 'isf', -0.1],
    [{ family: 'normal' }, 'quantile', 1.1],
    [{ family: 'studentT', degreesOfFreedom: 0 }, 'pdf', 1],
    [{ family: 'studentT', degreesOfFreedom: NaN }, 'sf', 1],
    [{ family: 'studentT', degreesOfFreedom: 3 }, 'isf', 1.5],
    [{ family: 'studentT', degreesOfFreedom: 3 }, 'pdf', NaN],
    [{ family: 'noncentralT', degreesOfFreedom: 0, noncentrality: 1 }, 'sf', 1],
    [{ family: 'noncentralT', degreesOfFreedom: 3, noncentrality: Infinity }, 'pdf', 1],
    [{ family: 'noncentralT', degreesOfFreedom: 3, noncentrality: 10_001 }, 'sf', 1],
    [{ family: 'noncentralT', degreesOfFreedom: 3, noncentrality: 1 }, 'isf', -0.5],
    [{ family: 'noncentralT', degreesOfFreedom: 3, noncentrality: 1 }, 'isf', 1.5],
    [{ family: 'chiSquared', degreesOfFreedom: -1 }, 'sf', 1],
    [{ family: 'chiSquared', degreesOfFreedom: 2.1e10 }, 'cdf', 1],
    [{ family: 'chiSquared', degreesOfFreedom: 2 }, 'isf', 1.2],
    [{ family: 'chiSquared', degreesOfFreedom: 2 }, 'quantile', -0.2],
    [{ family: 'chiSquared', degreesOfFreedom: 0 }, 'pdf', 1],
    [{ family: 'f', df1: 0, df2: 1 }, 'sf', 1],
    [{ family: 'f', df1: 1, df2: 0 }, 'pdf', 1],
    [{ family: 'f', df1: 1, df2: 1 }, 'quantile', 1.2],
    [{ family: 'f', df1: 1, df2: 1 }, 'isf', -0.2],
    [{ family: 'f', df1: 1, df2: 0 }, 'cdf', 1],
    [{ family: 'beta', a: 0, b: 1 }, 'cdf', 0.5],
    [{ family: 'beta', a: 1, b: 2e10 }, 'sf', 0.5],
    [{ family: 'beta', a: 1, b: 0 }, 'pdf', 0.5],
    [{ family: 'beta', a: 1, b: 1 }, 'quantile', 2],
    [{ family: 'beta', a: 1, b: 1 }, 'isf', -2],
  ])('refuses %o %s at %d', (distribution, figure, x) => {
    const { reason, detail } = refusal(distributionFigure(distribution, figure, x));
    expect(reason).toBe('invalid-input');
    expect(detail).toBe(`The ${figure} of ${distribution.family} is not defined at these arguments.`);
  });
});
