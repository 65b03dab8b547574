import { describe, expect, it } from 'vitest';
import { withArmNames } from '@/lib/analysis/arm-names';
import { metricResult } from '@/lib/analysis/metric-result';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import { cannotSay } from '@/lib/statistics/outcome';
import type { EvidenceArm } from '@/lib/analysis/evidence';
import { refusal, saying } from '@/tests/support/outcomes';
import type { RunMetric } from '@/lib/model/run-configuration';
import { runMetric, runOf } from '@/tests/support/runs';

const { variants } = runOf({});
const [control] = variants;
const covariate = { lengthHours: 24, term: null };

type Arms = readonly Pick<EvidenceArm, 'means' | 'covariances'>[];

function refused(arms: Arms, caps: readonly number[] = [], quantiles = { winsorisation: 0.9 }) {
  const base = runMetric();
  if (base.kind !== 'sum') throw new Error('The metric is a sum.');
  const isAdjusted = (arms[0]?.means.length ?? 0) > 1;
  const adjusted = isAdjusted ? { ...base.definition, covariate } : base.definition;
  return refusalOf({ ...base, definition: { ...adjusted, ...(caps.length > 0 && quantiles) } }, arms, caps);
}

function refusalOf(metric: RunMetric, arms: Arms, caps: readonly number[]) {
  if (control === undefined) throw new Error('A run has a control.');
  const read = arms.map((arm, variant) => ({ variant, n: 50, waiting: 0, quantile: null, ...arm }));
  const result = metricResult(
    metric,
    { ok: true, caps, arms: read, segments: [] },
    { variants, control, alphaTwoSided: 0.05, reading: { allowed: true, ruleOf: null } },
  );
  const [effect] = result.effects;
  if (effect === undefined) throw new Error('There is no effect.');
  return refusal(effect.effect);
}

const flat = (mean: number) => ({ means: [mean], covariances: [[0]] });

describe('why a metric cannot be compared', () => {
  it('is the cap, where everything is at it', () => {
    const { reason, detail } = refused([flat(0), flat(0)], [0]);
    expect(reason).toBe('no-variance');
    expect(detail).toMatch(/^The cap is 0, and nothing lies below it/);
  });

  it('is the lower cap, where everything is at it', () => {
    const caps = { winsorisation: 0.99, winsorisationLower: 0.95 };
    expect(refused([flat(7), flat(7)], [9, 7], caps).detail).toBe(
      'The lower cap is 7, and nothing lies above it: it removes every difference between units. Choose a lower quantile for it, or none.',
    );
  });

  it('is both caps, where they meet: values lie below the lower one and above the upper one', () => {
    const caps = { winsorisation: 0.99, winsorisationLower: 0.02 };
    expect(refused([flat(11), flat(11)], [11, 11], caps).detail).toBe(
      'The lower cap is 11 and the upper cap is 11: together they leave one value, so no unit differs from another. Choose quantiles further apart, or leave the lower or the upper cap out.',
    );
  });

  it('is the cap of the part of a ratio of which it leaves nothing', () => {
    const term = { event: 'visit', where: [], aggregate: 'count' } as const;
    const metric: RunMetric = {
      ...runMetric(),
      kind: 'ratio',
      definition: {
        version: 2,
        numerator: term,
        denominator: { ...term, winsorisation: 0.5 },
        window: { startHours: 0, lengthHours: null, mustBeComplete: false },
        covariate: null,
      },
    };
    const arm = { means: [3, 0], covariances: [[2, 0], [0, 0]] }; // prettier-ignore
    expect(refusalOf(metric, [arm, arm], [0]).detail).toMatch(
      /^The cap of the denominator is 0, and nothing lies below it/,
    );
    const both = { ...term, winsorisation: 0.5, winsorisationLower: 0.4 };
    const withBoth: RunMetric = { ...metric, definition: { ...metric.definition, denominator: both } };
    expect(refusalOf(withBoth, [arm, arm], [0, 0]).detail).toMatch(
      /^The lower cap of the denominator is 0 and the upper cap is 0: together they leave one value/,
    );
  });

  it('is that no unit differs from another, where there is a cap that takes nothing away', () => {
    expect(refused([flat(3), flat(3)], [4]).detail).toMatch(/same for every unit/);
  });

  it('is that only the arms differ: 7 against 9', () => {
    expect(refused([flat(7), flat(9)]).detail).toMatch(/although the arms differ/);
  });

  it('is the past, where it explains every unit', () => {
    // y = 2 x for each unit; every unit has a past.
    const arm = {
      means: [20, 10, 1],
      covariances: [
        [16, 8, 0],
        [8, 4, 0],
        [0, 0, 0],
      ],
    };
    const { reason, detail } = refused([arm, arm]);
    expect(reason).toBe('no-variance');
    expect(detail).toMatch(/before exposure explain the metric of every unit/);
  });

  it('is the grid of the values, where a quantile stands among few of them; what was read is shown', () => {
    if (control === undefined) throw new Error('A run has a control.');
    const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
    const metric = {
      ...runMetric(),
      kind: 'quantile' as const,
      definition: {
        version: 2 as const,
        event: 'paid',
        where: [],
        aggregate: 'sum' as const,
        quantile: 0.5,
        window,
      },
    };
    const arm = (variant: number, estimate: number) => ({
      variant,
      n: 400,
      waiting: 0,
      means: [],
      covariances: [],
      quantile: { estimate, lower: 0, upper: 1, distinct: 2 },
    });
    const { arms, effects } = metricResult(
      metric,
      { ok: true, caps: [], arms: [arm(0, 0), arm(1, 1)], segments: [] },
      { variants, control, alphaTwoSided: 0.05, reading: { allowed: true, ruleOf: null } },
    );
    expect(arms.map(({ mean }) => mean)).toEqual([0, 1]);
    expect(effects[0]?.effect).toEqual(
      saying('not-computable', /^"\w+" has 2 different values around the quantile/),
    );
  });

  it('is float64, where values are too small for their variance', () => {
    expect(refused([flat(2 ** -600), flat(2 ** -599)]).reason).toBe('not-computable');
  });
});

describe('a refusal that names an arm', () => {
  it('calls it by the key of its variant, whatever the statistics call it', () => {
    const contrast = { treatment: 'blue', reference: 'grey' };
    const refusalOf = (name: string) =>
      withArmNames(cannotSay('too-few-units', 'fewer-than-two-units', { name, n: 1 }), contrast);
    const sentenceOf = (name: string) => {
      const named = refusalOf(name);
      return named.ok ? '' : cannotSaySentence(named);
    };
    expect(sentenceOf('treatment')).toBe('blue has 1 units; at least 2 are needed.');
    expect(sentenceOf('control')).toBe('grey has 1 units; at least 2 are needed.');
    expect(sentenceOf('green')).toBe('green has 1 units; at least 2 are needed.');
  });
});
