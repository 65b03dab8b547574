import { describe, expect, it } from 'vitest';
import { adjustmentWords } from '@/lib/charts/adjustment-words';
import { say } from '@/lib/statistics/outcome';
import { effectOf, metricOf } from './result-fixture';

function words(names: readonly string[], dropped: readonly string[] = []): string | null {
  const metric = metricOf();
  const adjustment = say({
    coefficients: names.map(() => 0.1),
    names,
    dropped,
    varianceReduction: 0.1,
    unadjusted: effectOf(0.1, 0, 0.2),
  });
  return adjustmentWords({ effects: metric.effects.map((one) => ({ ...one, adjustment })) });
}

describe('what an effect was adjusted for', () => {
  it('counts a covariate once, with the mark that says where it is missing', () => {
    expect(words(['age', 'age missing'])).toMatch(/ by 1 covariate and its missing mark;/);
    expect(words(['sum(buy)', 'age', 'age missing', 'pages', 'pages missing'])).toMatch(
      / by 3 covariates and their 2 missing marks;/,
    );
    // A value of an attribute is a column, and the attribute one covariate.
    expect(words(['country = de', 'country = fr', 'country missing'])).toMatch(
      / by 1 covariate and its missing mark;/,
    );
    expect(words(['sum(buy)'])).toMatch(/ by 1 covariate;/);
    expect(words(['age', 'age missing'], ['age missing'])).toMatch(
      / by 1 covariate \(dropped: age missing\);/,
    );
  });
});
