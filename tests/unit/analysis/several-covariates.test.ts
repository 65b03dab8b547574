import { describe, expect, it } from 'vitest';
import { covariateNames } from '@/lib/model/metrics/covariate-names';
import { withAttributes } from '@/lib/model/metrics/attribute-covariates';
import { measureOf, metricMeaningSchema } from '@/lib/model/metrics/kinds';

const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const visits = { event: 'visit', aggregate: 'count', lengthHours: 48 };

function sum(covariate: unknown, more: object = { event: 'purchase' }) {
  return metricMeaningSchema.safeParse({
    kind: 'sum',
    definition: { version: 2, window, covariate, ...more },
  });
}

describe('a metric that names several covariates', () => {
  it('is adjusted for its own past, then for each other measure with whether there was any, each in its own time', () => {
    const measure = measureOf(sum({ lengthHours: 336, others: [visits] }).data ?? missing());
    expect(covariateNames(measure)).toEqual(['sum(purchase)', 'any(purchase)', 'count(visit)', 'any(visit)']);
    expect(measure.covariates.map((metric) => metric.kind === 'mean' && metric.column)).toEqual([1, 2, 3, 4]);
    const windows = measure.columns.map((value) => 'window' in value && value.window);
    expect(windows.slice(1)).toEqual(
      [336, 336, 48, 48].map((lengthHours) => ({ kind: 'before', lengthHours })),
    );
  });

  it('takes no column twice, and means what it did where it names none', () => {
    const own = { event: 'purchase', aggregate: 'any', lengthHours: 336 };
    const measure = measureOf(sum({ lengthHours: 336, others: [own] }).data ?? missing());
    expect(measure).toEqual(measureOf(sum({ lengthHours: 336 }).data ?? missing()));
  });

  it('names at most five, and none where it reads a source', () => {
    const messages = (parsed: ReturnType<typeof sum>) => parsed.error?.issues.map(({ message }) => message);
    expect(messages(sum({ lengthHours: 336, others: Array.from({ length: 6 }, () => visits) }))).toEqual([
      'At most 5 other measures.',
    ]);
    expect(messages(sum({ lengthHours: 336, others: [visits] }, { source: 'orders' }))).toEqual([
      'A source has rows of one kind: there is no other measure to adjust for.',
    ]);
  });

  it('names attributes, each once and at most three, whose columns follow once their values are known', () => {
    const messages = (attributes: readonly string[]) =>
      sum({ lengthHours: 336, attributes }).error?.issues.map(({ message }) => message);
    expect(messages(['a', 'b', 'c', 'd'])).toEqual(['At most 3 attributes.']);
    expect(messages(['a', 'a'])).toEqual(['Name each attribute once.']);
    const measure = measureOf(sum({ lengthHours: 336, attributes: ['country', 'age'] }).data ?? missing());
    expect(measure.columns).toHaveLength(3);
    const known = withAttributes(measure, [
      { attribute: 'country', isNumber: false, levels: ['de', 'fr'] },
      { attribute: 'age', isNumber: true, levels: [] },
      { attribute: 'of another metric', isNumber: true, levels: [] },
    ]);
    expect(covariateNames(known).slice(2)).toEqual([
      'country = de',
      'country = fr',
      'country missing',
      'age',
      'age missing',
    ]);
  });
});

function missing(): never {
  throw new Error('The metric is refused.');
}
