import { describe, expect, it } from 'vitest';
import { clusteredQuantileEffect, quantileEffect } from '@/lib/statistics';
import { expectRelative, refusal, valueOf } from '../../../support/outcomes';

const alphaTwoSided = 0.05;

/** As tests/golden/clustered_quantile.py draws them: a unit's place decides most of its values. */
const clusters = (units: number, factor: number) =>
  Array.from({ length: units }, (_, index) => {
    const unit = index + 1;
    const place = (unit * 0.6180339887498949) % 1;
    return Array.from(
      { length: 1 + ((unit * 13) % 7) },
      (__, event) => factor * (1 + 10 * place ** 2 + ((unit * 31 + event * 17) % 97) / 48.5),
    );
  });

/** Printed by tests/golden/clustered_quantile.py (numpy 2.4.6, scipy 1.17.1). */
const outside = [
  {
    ...{ units: 60, quantile: 0.5, control: 4.636308211510439, treatment: 4.997510933570278 },
    ...{ standardError: 0.7644058072218541, pTwoSided: 0.636550357757889 },
    ...{ lower: -1.1370051296682628, upper: 1.859410573787941, byBootstrap: 0.7605952879714045 },
  },
  {
    ...{ units: 400, quantile: 0.9, control: 10.081369901535911, treatment: 11.04190336540896 },
    ...{ standardError: 0.35850555990758665, pTwoSided: 0.007378270517319941 },
    ...{ lower: 0.25787547819681156, upper: 1.663191449549285, byBootstrap: 0.34731429455382834 },
  },
  {
    ...{ units: 400, quantile: 0.95, control: 10.99741785035769, treatment: 12.076995644987193 },
    ...{ standardError: 0.29473699832236133, pTwoSided: 0.00024942335234675163 },
    ...{ lower: 0.5019038930062315, upper: 1.6572516962527728, byBootstrap: 0.2675023067113861 },
  },
];

describe('a quantile over events', () => {
  it.each(outside)(
    'of order $quantile has the figures of numpy, and about the error of a bootstrap over units',
    (expected) => {
      const { units, quantile, byBootstrap } = expected;
      const effect = valueOf(
        clusteredQuantileEffect({
          control: clusters(units, 1),
          treatment: clusters(units + 30, 1.1),
          quantile,
          alphaTwoSided,
        }),
      );
      const { control, treatment, standardError, pTwoSided, interval } = effect;
      expectRelative(
        [control, treatment, standardError, pTwoSided, interval.lower, interval.upper],
        [
          expected.control,
          expected.treatment,
          expected.standardError,
          expected.pTwoSided,
          expected.lower,
          expected.upper,
        ],
        1e-9,
      );
      expect(Math.abs(effect.standardError / byBootstrap - 1)).toBeLessThan(0.12);
      // As if the events were units: what the clusters are there to prevent.
      const rows = quantileEffect({
        control: clusters(units, 1).flat(),
        treatment: clusters(units + 30, 1.1).flat(),
        quantile,
        alphaTwoSided,
      });
      expect(valueOf(rows).standardError / byBootstrap).toBeLessThan(0.75);
    },
  );

  it('is that over units where each has one event', () => {
    const values = (n: number, add: number) => Array.from({ length: n }, (_, i) => ((i * 7919) % n) + add);
    const [control, treatment] = [values(1_000, 0), values(1_000, 9)];
    const input = { quantile: 0.5, alphaTwoSided };
    const plain = valueOf(quantileEffect({ ...input, control, treatment }));
    const clustered = valueOf(
      clusteredQuantileEffect({
        ...input,
        control: control.map((value) => [value]),
        treatment: treatment.map((value) => [value]),
      }),
    );
    expect(clustered.difference).toBe(plain.difference);
    // With n - 1 in place of n.
    expectRelative([clustered.standardError], [plain.standardError * Math.sqrt(1_000 / 999)], 1e-9);
  });

  it('counts units with an event alone', () => {
    const input = { control: clusters(60, 1), treatment: clusters(90, 1.1), quantile: 0.5, alphaTwoSided };
    const withEmpty = { ...input, control: [[], ...input.control, [], []] };
    expect(clusteredQuantileEffect(withEmpty)).toEqual(clusteredQuantileEffect(input));
  });

  it.each([
    ['no units', [], 'too-few-units'],
    ['one unit of many events', [Array.from({ length: 500 }, (_, i) => i)], 'too-few-units'],
    ['too few units beyond it', clusters(20, 1), 'too-few-units'],
    [
      'rounded values: fewer than ten between the order statistics',
      clusters(400, 1).map((values) => values.map(Math.round)),
      'not-computable',
    ],
    ['a value that is no number', [...clusters(400, 1), [NaN]], 'invalid-input'],
  ])('is refused with %s', (_, control, reason) => {
    const input = { treatment: clusters(400, 1), quantile: 0.95, alphaTwoSided };
    expect(refusal(clusteredQuantileEffect({ ...input, control })).reason).toBe(reason);
  });
});
