import { describe, expect, it } from 'vitest';
import { fewEventsEffect, proportionEffect } from '@/lib/statistics';
import { fewEventsTest, hasFewEvents } from '@/lib/statistics/effects/few-events';
import { hypergeometricMidP } from '@/lib/statistics/distributions/hypergeometric';
import { seededUniform } from '@/tests/support/seeded-random';
import { valueOf } from '@/tests/support/outcomes';

const armsOf = (events0: number, n0: number, events1: number, n1: number) => ({
  control: { n: n0, successes: events0 },
  treatment: { n: n1, successes: events1 },
});

/*
 * Python, exact integers for p, scipy's quad and brentq for the ends:
 *   p  = (2 sum_{k > x1} C(n1, k) C(n0, m - k) + C(n1, x1) C(n0, x0)) / (2 C(n0 + n1, m))
 *   c(f) = mean over (beta(x1, n1 - x1 + 1), beta(x0 + 1, n0 - x0)) and (beta(x1 + 1, n1 - x1), beta(x0, n0 - x0 + 1)) of P(p1 <= f(p0))
 *   ends: c(p0 + d) and c((1 + r) p0) at .025 and .975
 */
const outside = [
  [0, 1000, 6, 1000, 0.007753964990447001, [0.0011694820838775684, 0.012222001127769139], null],
  [
    3,
    400,
    9,
    1600,
    0.6766356625047031,
    [-0.014929985213541061, 0.005632238629762221],
    [-0.7868128803392582, 2.425250725425424],
  ],
  [
    50,
    1000,
    80,
    1000,
    0.003266877008307399,
    [0.008389509366635815, 0.05184345524444331],
    [0.1386650582421058, 1.2655926615745003],
  ],
  [
    12,
    20000,
    160,
    180000,
    0.08987339215449197,
    [-0.00014928527199416423, 0.000602591893495772],
    [-0.14966549568039164, 1.7858192845575847],
  ],
  [
    990,
    1000,
    970,
    1000,
    0.9993474617153534,
    [-0.03295068614992358, -0.007822826736781849],
    [-0.0332171422641781, -0.007940771750001822],
  ],
] as const;

// The same, of arms of which all or no units have an event; p of all against none is .5 / C(n0 + n1, n1).
const allOrNothing = [
  [0, 50, 50, 50, 4.9558265107091694e-30, [0.9080539429451499, 1], null],
  [50, 50, 0, 50, 1, [-1, -0.9080539429456208], [-1, -0.9406459506820652]],
  [120, 120, 0, 120, 1, [-1, -0.9609836603853185], [-1, -0.9751365408942055]],
  [0, 500, 500, 500, 1.8498769989070135e-300, [0.9905422061916355, 1], null],
  [
    ...[50, 50, 50, 50, 0.5],
    [-0.0581550791169722, 0.0581550791169722],
    [-0.0581550791169722, 0.06174591785497867],
  ],
  [
    ...[200, 200, 80, 80, 0.5],
    [-0.03675419777998226, 0.014867039231272115],
    [-0.03675419777998226, 0.015091403722468961],
  ],
] as const;

describe('few events', () => {
  it.each(outside)(
    '%i of %i against %i of %i: p and both intervals are another program’s',
    (x0, n0, x1, n1, p, ends, relativeEnds) => {
      const effect = valueOf(fewEventsEffect({ ...armsOf(x0, n0, x1, n1), alphaTwoSided: 0.05 }));
      expect(effect.method).toBe('mid-p');
      expect(Math.abs(effect.pGreater / p - 1)).toBeLessThan(1e-12);
      expect(effect.pGreater + effect.pLess).toBeCloseTo(1, 12);
      expect(effect.pTwoSided).toBe(2 * Math.min(effect.pGreater, effect.pLess));
      const width = ends[1] - ends[0];
      expect(Math.abs(effect.interval.lower - ends[0])).toBeLessThan(1e-8 * width);
      expect(Math.abs(effect.interval.upper - ends[1])).toBeLessThan(1e-8 * width);
      if (relativeEnds === null) {
        expect(effect.relative).toMatchObject({
          ok: false,
          reason: 'control-mean-not-distinguishable-from-zero',
        });
        return;
      }
      const { interval } = valueOf(effect.relative);
      expect(Math.abs(interval.lower - relativeEnds[0])).toBeLessThan(
        1e-8 * (relativeEnds[1] - relativeEnds[0]),
      );
      expect(Math.abs(interval.upper - relativeEnds[1])).toBeLessThan(
        1e-8 * (relativeEnds[1] - relativeEnds[0]),
      );
    },
  );

  it.each(allOrNothing)(
    '%i of %i against %i of %i: all or none in both arms has a p and both intervals, by the same formulae',
    (x0, n0, x1, n1, pGreater, ends, relativeEnds) => {
      const effect = valueOf(fewEventsEffect({ ...armsOf(x0, n0, x1, n1), alphaTwoSided: 0.05 }));
      expect(effect.method).toBe('mid-p');
      expect(Math.abs(effect.pGreater / pGreater - 1)).toBeLessThan(1e-10);
      expect(effect.interval.lower).toBeCloseTo(ends[0], 9);
      expect(effect.interval.upper).toBeCloseTo(ends[1], 9);
      // The widest normal form there is: no share has a larger variance than 1/4.
      expect(effect.standardError).toBeCloseTo(Math.sqrt(0.25 / n0 + 0.25 / n1), 12);
      expect(effect.statistic).toBeCloseTo(effect.difference / effect.standardError, 12);
      expect(effect.degreesOfFreedom).toBe(Infinity);
      expect(effect.relative.ok).toBe(relativeEnds !== null);
      if (relativeEnds === null) return;
      const { interval } = valueOf(effect.relative);
      expect(interval.lower).toBeCloseTo(relativeEnds[0], 9);
      expect(interval.upper).toBeCloseTo(relativeEnds[1], 9);
    },
  );

  it('of thousands of units, all against none, has a p that no float64 holds, and still an interval', () => {
    const effect = valueOf(fewEventsEffect({ ...armsOf(5_000, 5_000, 0, 5_000), alphaTwoSided: 0.05 }));
    expect(effect).toMatchObject({ pLess: 0, pGreater: 1, interval: { lower: -1 } });
    expect(effect.interval.upper).toBeGreaterThan(-1);
    expect(effect.interval.upper).toBeLessThan(-0.99);
  });

  it('ends exclude 0, and a margin, exactly where p is below their level, at the level itself too', () => {
    const uniform = seededUniform(71);
    const whole = (most: number) => Math.floor(uniform() * most);
    const allOrNothingArms = [armsOf(0, 30, 40, 40), armsOf(30, 30, 0, 40), armsOf(25, 25, 90, 90)];
    for (let round = 0; round < 18; round += 1) {
      const [n0, n1] = [20 + whole(2_000), 20 + whole(20_000)];
      const drawn = armsOf(whole(Math.min(n0, 30)), n0, whole(Math.min(n1, 60)), n1);
      const arms = round < allOrNothingArms.length ? (allOrNothingArms[round] ?? drawn) : drawn;
      const test = fewEventsTest(arms);
      for (const direction of ['greater', 'less'] as const) {
        const p = test.p(direction);
        const levels = [0.001, 0.025, 0.2, p * (1 - 1e-6), p * (1 + 1e-6)].filter((level) => level < 0.49);
        const sign = direction === 'greater' ? 1 : -1;
        for (const alphaOneSided of levels) {
          const what = JSON.stringify([arms, direction, alphaOneSided, p]);
          const isBelow = p < alphaOneSided;
          expect(sign * test.end(direction, { alphaOneSided }) > 0, what).toBe(isBelow);
          expect(sign * test.relativeEnd(direction, alphaOneSided) > 0, what).toBe(isBelow);
          const pAtMargin = test.pAgainstRatio(-0.1, direction);
          if (Math.abs(pAtMargin / alphaOneSided - 1) < 1e-8) continue;
          const isBelowAtMargin = pAtMargin < alphaOneSided;
          expect(sign * (test.relativeEnd(direction, alphaOneSided) + 0.1) > 0, what).toBe(isBelowAtMargin);
          expect(sign * test.end(direction, { alphaOneSided, ratio: -0.1 }) > 0, what).toBe(isBelowAtMargin);
        }
      }
    }
  });

  it('swapping the arms, and counting units without an event, turns the answer round', () => {
    const [one, other] = [fewEventsTest(armsOf(4, 300, 11, 900)), fewEventsTest(armsOf(11, 900, 4, 300))];
    const without = fewEventsTest(armsOf(296, 300, 889, 900));
    expect(other.p('less')).toBe(one.p('greater'));
    expect(without.p('less')).toBeCloseTo(one.p('greater'), 13);
    const level = { alphaOneSided: 0.025 };
    expect(other.end('less', level)).toBeCloseTo(-one.end('greater', level), 12);
    expect(without.end('less', level)).toBeCloseTo(-one.end('greater', level), 10);
  });

  it('agrees with itself at a hundred million units, in a bounded number of steps', () => {
    // Few events of many units are Poisson: the mid-p is that of a binomial of 120 at .5. Python: binom.sf(70, 120, .5) + binom.pmf(70, 120, .5) / 2
    expect(hypergeometricMidP({ events0: 50, n0: 1e8, events1: 70, n1: 1e8 })).toBeCloseTo(0.03429682, 6);
    expect(hypergeometricMidP({ events0: 199, n0: 1e8, events1: 5e7, n1: 1e8 })).toBe(0);
    expect(hypergeometricMidP({ events0: 5e7, n0: 1e8, events1: 5e7, n1: 1e8 })).toBeCloseTo(0.5, 9);
    expect(hypergeometricMidP({ events0: 1e8 - 70, n0: 1e8, events1: 1e8 - 50, n1: 1e8 })).toBeCloseTo(
      0.03429682,
      6,
    );
  });

  it('0 of 20,000 against 12 of 180,000 is not significant, as Welch has it', () => {
    const input = { ...armsOf(0, 20_000, 12, 180_000), alphaTwoSided: 0.05 };
    expect(valueOf(fewEventsEffect(input)).pGreater).toBeCloseTo(0.1412, 4);
    expect(valueOf(proportionEffect(input)).pGreater).toBeLessThan(0.0003);
  });

  it('begins below 200 events, or 200 units without one, in either arm', () => {
    expect(hasFewEvents(armsOf(199, 1_000, 400, 1_000))).toBe(true);
    expect(hasFewEvents(armsOf(400, 1_000, 801, 1_000))).toBe(true);
    expect(hasFewEvents(armsOf(200, 1_000, 800, 1_000))).toBe(false);
  });

  it('refuses arms without any event, and a billion units', () => {
    expect(fewEventsEffect({ ...armsOf(0, 100, 0, 100), alphaTwoSided: 0.05 })).toMatchObject({
      ok: false,
      reason: 'no-variance',
    });
    expect(fewEventsEffect({ ...armsOf(3, 2e9, 9, 100), alphaTwoSided: 0.05 })).toMatchObject({
      ok: false,
      reason: 'not-computable',
    });
  });
});
