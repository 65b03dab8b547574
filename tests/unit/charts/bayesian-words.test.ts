import { expect, it } from 'vitest';
import { believedMetrics } from '@/lib/charts/bayesian-words';
import { say } from '@/lib/statistics/outcome';
import { storedRefusal } from '@/tests/support/outcomes';
import { resultOf } from './result-fixture';

it('says of the prior which runs it is of', () => {
  const priorOf = (experiments: number) =>
    believedMetrics(resultOf(), [
      {
        metric: 'visit',
        measured: null,
        contrast: { treatment: 'treatment', reference: 'control' },
        prior: say({ mean: 0 as const, standardDeviation: 0.2, effects: 5, experiments }),
        posterior: storedRefusal('too-few-units', 'Too few.'),
      },
    ])[0]?.prior;
  expect(priorOf(4)).toBe(
    'In the other 4 ended runs that measured this metric, 5 changes of it in all, it typically changed by about 20\u202f% either way.',
  );
  expect(priorOf(1)).toContain('In the other ended run that measured');
});
