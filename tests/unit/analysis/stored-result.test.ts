import { describe, expect, it } from 'vitest';
import { parseAnalysisResult } from '@/lib/model/analysis-result';
import { say } from '@/lib/statistics/outcome';
import { effectOf, metricOf, resultOf } from '../charts/result-fixture';

const contrast = { treatment: 'treatment', reference: 'control' };
const effect = effectOf(0.1, 0.05, 0.15);
const arm = { n: 500, mean: 0.1 };
const stored = JSON.parse(
  JSON.stringify(
    resultOf({
      metrics: [
        metricOf({
          segments: [
            {
              attribute: 'plan',
              contrast,
              heterogeneity: { ok: false, reason: 'too-few-units', detail: 'One segment.' },
              segments: [],
            },
          ],
        }),
      ],
      overTime: say([
        {
          metric: 'visit',
          contrast,
          byFirstDay: [{ day: '2026-11-23', control: arm, treatment: arm, effect }],
          sinceExposure: [],
          novelty: { ok: false, reason: 'too-few-units', detail: 'Too few days.' },
        },
      ]),
    }),
  ),
) as unknown;

/** As it was written before there were contrasts. */
function withVariants(json: unknown): unknown {
  const text = JSON.stringify(json);
  return JSON.parse(text.replaceAll(JSON.stringify({ contrast }).slice(1, -1), '"variant":"treatment"'));
}

describe('a stored result', () => {
  it('is read back as it was written', () => {
    expect(JSON.parse(JSON.stringify(parseAnalysisResult(stored)))).toEqual(stored);
  });

  it('of before contrasts compares each variant with the control', () => {
    const earlier = withVariants(stored);
    expect(earlier).not.toEqual(stored);
    expect(parseAnalysisResult(earlier)).toEqual(parseAnalysisResult(stored));
  });
});
