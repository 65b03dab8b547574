import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario, readScenario } from '../../../lib/rehearsal/read-scenario';

const plain = {
  experiment: { key: 'plain' },
  units: 100,
  days: 2,
  variants: [
    { key: 'control', weight: 0.5 },
    { key: 'treatment', weight: 0.5, effects: { bought: 0.1 } },
  ],
  metrics: [
    { key: 'bought', kind: 'proportion', rate: 0.2 },
    { key: 'spent', kind: 'sum', mean: 10, sd: 5 },
  ],
};
const [control, treatment] = plain.variants;
const [bought, spent] = plain.metrics;

describe('a scenario', () => {
  it.each(readdirSync('examples/scenarios'))('of the examples can be simulated: %s', async (file) => {
    const { metrics } = await readScenario(`examples/scenarios/${file}`);
    expect(metrics.length).toBeGreaterThan(0);
  });

  it('takes another key for its experiment', () => {
    expect(parseScenario(plain, 'other').experiment.key).toBe('other');
    expect(parseScenario(plain).experiment.key).toBe('plain');
  });

  it.each([
    ['weights that do not sum to 1', { variants: [control, { ...treatment, weight: 0.4 }] }, '/variants'],
    [
      'an effect of the control',
      { variants: [{ ...control, effects: { bought: 1 } }, treatment] },
      '/variants/0/effects',
    ],
    [
      'an effect on an unknown metric',
      { variants: [control, { ...treatment, effects: { x: 1 } }] },
      '/variants/1/effects',
    ],
    [
      'a rate above 1 in a segment',
      {
        metrics: [{ ...bought, rate: 0.8 }, spent],
        segments: [
          {
            attribute: 'device',
            values: [
              { value: 'a', share: 0.5, meanFactor: 1.5 },
              { value: 'b', share: 0.5 },
            ],
          },
        ],
      },
      '/metrics/0/rate',
    ],
    [
      'shares that do not sum to 1',
      { segments: [{ attribute: 'device', values: [{ value: 'a', share: 0.5 }] }] },
      '/segments/0/values',
    ],
    [
      'a count that varies less than a Poisson number',
      { metrics: [bought, { key: 'spent', kind: 'count', mean: 4, sd: 1 }] },
      '/metrics/1/sd',
    ],
    [
      'more zeros than the deviation allows',
      { metrics: [bought, { ...spent, zeroShare: 0.9 }] },
      '/metrics/1/sd',
    ],
    [
      'a lost share of an unknown variant',
      { faults: { lostExposures: { x: 0.1 } } },
      '/faults/lostExposures',
    ],
    ['a metric twice', { metrics: [bought, bought] }, '/metrics/1'],
    ['a field that is not known', { unit: 3 }, ''],
  ])('is refused with %s, and the place is named', (_, changes, pointer) => {
    const refusal = expect.objectContaining({
      code: 'INVALID_INPUT',
      problems: expect.arrayContaining([expect.objectContaining({ pointer })]) as unknown,
    }) as unknown;
    expect(() => parseScenario({ ...plain, ...changes })).toThrow(refusal);
  });

  it('is refused with correlations that no metrics can have', () => {
    const metrics = ['a', 'b', 'c'].map((key) => ({ ...bought, key }));
    const correlation = (one: string, other: string, value: number) => ({
      between: [one, other],
      correlation: value,
    });
    const variants = [control, { key: 'treatment', weight: 0.5 }];
    const correlations = [
      correlation('a', 'b', 0.7),
      correlation('b', 'c', 0.7),
      correlation('a', 'c', -0.9),
    ];
    expect(() => parseScenario({ ...plain, metrics, variants, correlations })).toThrow(/all at once/);
    expect(
      parseScenario({ ...plain, metrics, variants, correlations: correlations.slice(0, 2) }).metrics,
    ).toHaveLength(3);
  });
});
