import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ScorecardTable } from '@/app/(console)/experiments/[key]/(tabs)/_results/scorecard-table';
import { forest } from '@/lib/charts/forest';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { effectOf, metricOf, resultOf } from '../charts/result-fixture';

it('shows the absolute change where no relative one can be said, as the plot does', () => {
  const [one] = metricOf().effects;
  const found = effectOf(0.000667, -0.0001, 0.0014);
  const effect = found.ok ? found.value : expect.fail();
  const absolute = say({ ...effect, relative: cannotSay('not-computable', 'metric-not-read') });
  const effects = [{ ...(one ?? expect.fail()), effect: absolute }];
  const model = forest(resultOf({ metrics: [metricOf({ effects })] }));
  const html = renderToStaticMarkup(createElement(ScorecardTable, { model, interval: 'Interval' }));
  expect(model.groups[0]?.metrics[0]?.rows[0]?.change?.isRelative).toBe(false);
  expect(html).toContain('\u202fpp');
});
