import { expect, it } from 'vitest';
import { alwaysValidCost } from '@/lib/decision/planning/always-valid-cost';

it('is the size that an always-valid plan needs over that of a fixed one', () => {
  // scipy 1.17.1: u = brentq(lambda u: u - log1p(u) - 2*log(20), 1, 100);
  // ((sqrt(1 + u) + norm.ppf(.8)) / (norm.isf(.025) + norm.ppf(.8)))**2 = 1.9148
  expect(alwaysValidCost({ alphaTwoSided: 0.05, power: 0.8 })).toBeCloseTo(1.9, 1);
  // An alpha that makes no plan has the usual cost.
  expect(alwaysValidCost({ alphaTwoSided: 0, power: 0.8 })).toBeCloseTo(1.9, 1);
});
