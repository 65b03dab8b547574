import { describe, expect, it } from 'vitest';
import { niceTicks, place } from '@/lib/charts/axis';
import { forest } from '@/lib/charts/forest';
import { endOf } from '@/components/charts/interval-ends';
import { ruleEnds } from '@/lib/charts/rule-levels';
import { changeWords } from '@/lib/charts/change-words';
import { shownChange } from '@/lib/analysis/shown-change';
import { absoluteOnly, effectOf, metricOf, resultOf } from './result-fixture';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { storedRefusal, valueOf } from '@/tests/support/outcomes';

it('says that the test is the exact mid-p where the rule goes by it: the mixture of an always-valid plan does not', () => {
  const effect = say({ ...valueOf(effectOf(0.1, 0.05, 0.15)), method: 'mid-p' as const });
  const look = { taken: true as const, lookFractions: [0.4] };
  const isExact = (mixingVariances: Readonly<Record<string, number>>) => {
    const decision = { look, mixingVariances, decision: cannotSay('not-computable', 'metric-not-read') };
    return forest(resultOf({ metrics: [metricOf({ effect })] }), decision).groups[0]?.metrics[0]?.rows[0]
      ?.isExact;
  };
  expect(isExact({})).toBe(true);
  expect(isExact({ visit: 0.01 })).toBe(false);
  const of = (treatment: string, one: ReturnType<typeof effectOf>) => ({
    ...{ contrast: { treatment, reference: 'control' }, effect: one, adjustment: null },
  });
  const effects = [of('treatment', effect), of('other', effectOf(0.1, 0.05, 0.15))];
  const rows = forest(resultOf({ metrics: [metricOf({ effects })] })).groups[0]?.metrics[0]?.rows;
  expect(rows?.map((row) => row.isExact)).toEqual([true, false]);
  expect(forest(resultOf()).groups[0]?.metrics[0]?.rows[0]?.isExact).toBe(false);
});

describe('the forest', () => {
  it('puts every interval, line and zero inside one domain', () => {
    const { domain, groups } = forest(
      resultOf({
        metrics: [
          metricOf({ minimumEffectRelative: 0.02 }),
          metricOf({
            key: 'spend',
            role: 'guardrail',
            relativeMargin: 0.3,
            effect: effectOf(-0.05, -0.12, 0.02),
          }),
        ],
      }),
    );
    const values = [0, 0.05, 0.15, -0.12, 0.02, -0.3];
    for (const value of values) {
      expect(value).toBeGreaterThan(domain.lower);
      expect(value).toBeLessThan(domain.upper);
    }
    expect(groups.map(({ role }) => role)).toEqual(['success', 'guardrail']);
  });

  it('orders metrics by role and keeps their order within it', () => {
    const { groups } = forest(
      resultOf({
        metrics: [
          metricOf({ key: 'q', role: 'quality' }),
          metricOf({ key: 'b' }),
          metricOf({ key: 'g', role: 'guardrail' }),
          metricOf({ key: 'a' }),
        ],
      }),
    );
    expect(groups.map(({ metrics }) => metrics.map(({ metric }) => metric.key))).toEqual([
      ['b', 'a'],
      ['g'],
      ['q'],
    ]);
  });

  it('draws harm on the side of harm, and the smallest effect of interest on the good side', () => {
    const lines = (direction: 'higher-is-better' | 'lower-is-better') => {
      const metric = metricOf({ direction, relativeMargin: 0.01, minimumEffectRelative: 0.02 });
      const drawn = forest(resultOf({ metrics: [metric] })).groups[0]?.metrics[0];
      return [drawn?.marginLine, drawn?.minimumEffectLine];
    };
    expect(lines('higher-is-better')).toEqual([-0.01, 0.02]);
    expect(lines('lower-is-better')).toEqual([0.01, -0.02]);
  });

  it('leaves a gap where nothing can be said, and keeps the row', () => {
    const nothing = storedRefusal('too-few-units', 'At least 2 units in each variant.');
    for (const effect of [nothing, absoluteOnly({ lower: -1, upper: 1 })]) {
      const row = forest(resultOf({ metrics: [metricOf({ effect })] })).groups[0]?.metrics[0]?.rows[0];
      expect(row?.mark).toBeNull();
      expect(row?.variant).toBe('treatment');
    }
  });

  it('cuts an interval that would flatten all others, and says which end was cut', () => {
    const { groups, domain } = forest(
      resultOf({
        metrics: [
          metricOf({ key: 'a', effect: effectOf(0.01, -0.01, 0.03) }),
          metricOf({ key: 'b', effect: effectOf(0.02, 0.01, 0.03) }),
          metricOf({ key: 'wild', effect: effectOf(2, -0.02, 9) }),
        ],
      }),
    );
    // The estimate itself is drawn, wherever it lies.
    expect(domain.upper).toBeGreaterThan(2);
    expect(domain.upper).toBeLessThan(3);
    expect(groups[0]?.metrics[2]?.rows[0]?.mark).toMatchObject({
      estimate: 2,
      upper: domain.upper,
      clipped: { lower: false, upper: true, estimate: false },
    });
  });

  it('holds infinite ends inside the domain', () => {
    const { domain, groups } = forest(
      resultOf({ metrics: [metricOf({ effect: effectOf(0.1, 0.02, Number.POSITIVE_INFINITY) })] }),
    );
    expect(Number.isFinite(domain.upper)).toBe(true);
    expect(groups[0]?.metrics[0]?.rows[0]?.mark?.clipped).toEqual({
      lower: false,
      upper: true,
      estimate: false,
    });
  });

  it('has a domain about zero when no metric has a relative effect', () => {
    const { domain, ticks } = forest(resultOf({ metrics: [] }));
    expect(domain.lower).toBe(-domain.upper);
    expect(ticks).toContain(0);
  });

  it('gives a variant the position of the result, wherever the control stands', () => {
    const { variants } = resultOf();
    const swapped = resultOf({ variants: [...variants].reverse() });
    const metric = forest(swapped).groups[0]?.metrics[0];
    expect(metric?.control.position).toBe(1);
    expect(metric?.rows[0]?.position).toBe(0);
  });
});

describe('the axis', () => {
  it('has round ticks with zero among them', () => {
    expect(niceTicks({ lower: -0.13, upper: 0.42 }, 5)).toEqual([0, 0.2, 0.4]);
    expect(niceTicks({ lower: -0.021, upper: 0.019 }, 5)).toEqual([-0.02, -0.01, 0, 0.01]);
  });

  it('places values from 0 to 100 and holds what is outside at the edge', () => {
    const domain = { lower: -1, upper: 3 };
    expect([-1, 0, 3, 99, -99].map((value) => place(domain, value))).toEqual([0, 25, 100, 100, 0]);
  });
});

describe('the end of what improvement is possible', () => {
  const end = (at: number, alpha: number) => ({
    ...{ question: 'worse' as const, alphaOneSided: alpha, alphaOneSidedAtLook: alpha },
    ...{ difference: say(at), relative: say(at) },
  });
  const rowOf = (alpha: number) => {
    const ends = { lower: end(-0.076, 0.0125), upper: end(0.073, alpha), improvement: end(0.0638, 0.025) };
    const one = {
      ...{ contrast: { treatment: 'treatment', reference: 'control' }, adjustment: null },
      ...{ effect: effectOf(0, -0.06, 0.06), ruleInterval: say(ends) },
    };
    const result = resultOf({ metrics: [metricOf({ minimumEffectRelative: 0.07, effects: [one] })] });
    return forest(result).groups[0]?.metrics[0]?.rows[0];
  };

  it('is drawn and named beside an interval that ends elsewhere, and only there', () => {
    expect(rowOf(0.0125)).toMatchObject({
      improvement: 'improvement up to 6.4\u202f%, by its own test',
      mark: { upper: 0.073, improvement: 0.0638 },
    });
    expect(rowOf(0.025)).toMatchObject({ improvement: null, mark: { improvement: null } });
  });

  it('has its level among those of the interval', () => {
    expect(
      ruleEnds(rowOf(0.0125)?.ruleInterval).map(({ name, relative }) => [name, relative]),
    ).toContainEqual(['End of what improvement is possible (test of worse)', 0.0638]);
  });
});

it('tells an end whose test was refused from one that there is not', () => {
  const refusedEnd = (at: ReturnType<typeof cannotSay>) => ({
    ...{ question: 'worse' as const, alphaOneSided: 0.05, alphaOneSidedAtLook: 0.05 },
    ...{ difference: at, relative: at },
  });
  const change = (refusal: ReturnType<typeof cannotSay>) =>
    shownChange({
      effect: effectOf(0, -0.06, 0.06),
      ruleInterval: say({ lower: refusedEnd(refusal), upper: refusedEnd(refusal) }),
    });
  const words = (refusal: ReturnType<typeof cannotSay>) => {
    const found = change(refusal);
    return found === null ? null : changeWords(metricOf(), found)[1];
  };
  const markOf = (refusal: ReturnType<typeof cannotSay>) => {
    const one = {
      ...{ contrast: { treatment: 'treatment', reference: 'control' }, adjustment: null },
      effect: effectOf(0, -0.06, 0.06),
      ruleInterval: say({ lower: refusedEnd(refusal), upper: refusedEnd(refusal) }),
    };
    const drawn = forest(resultOf({ metrics: [metricOf({ effects: [one] })] })).groups[0]?.metrics[0];
    return drawn?.rows[0]?.mark ?? expect.fail();
  };
  const skewed = markOf(cannotSay('not-computable', 'too-skewed-at-level'));
  expect([endOf(skewed, 'lower'), endOf(skewed, 'upper')]).toEqual(['refused', 'refused']);
  const open = markOf(cannotSay('look-not-reached', 'nothing-to-spend-yet'));
  expect([endOf(open, 'lower'), endOf(open, 'upper')]).toEqual(['cut', 'cut']);
  expect(words(cannotSay('not-computable', 'too-skewed-at-level'))).toBe('cannot say');
  expect(words(cannotSay('look-not-reached', 'nothing-to-spend-yet'))).toBe(
    'unbounded below to unbounded above',
  );
});
