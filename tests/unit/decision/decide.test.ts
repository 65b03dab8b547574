import { describe, expect, it } from 'vitest';
import { decide, type DecisionInput } from '@/lib/decision/decide';
import type { Decision } from '@/lib/model/decision';
import type { EarlierAnswer } from '@/lib/decision/earlier-answers';
import type { ExperimentPlan } from '@/lib/decision/plan';
import {
  AT_THE_END,
  guardrail,
  HEALTHY,
  planOf,
  quality,
  resultAt,
  smallerAt,
  success,
} from '@/tests/support/decisions';
import { refusal, storedRefusal, valueOf } from '@/tests/support/outcomes';

const plan = planOf([success('revenue'), guardrail('latency', 0.02), guardrail('crashes')]);
const good = [resultAt('revenue', 3), resultAt('latency', 0, 3), resultAt('crashes', 0)];

function decided(of: ExperimentPlan, input: Partial<DecisionInput>): Decision {
  return valueOf(decide(of, { results: good, health: HEALTHY, progress: AT_THE_END, ...input }));
}
const codes = (decision: Decision) => decision.reasons.map(({ code, metric }) => `${code}:${metric ?? ''}`);
const withResult = (changed: ReturnType<typeof resultAt>) =>
  good.map((result) => (result.metric === changed.metric ? changed : result));

describe('the risk-aware rule at the planned end', () => {
  it('ships what improves a success metric and keeps every guardrail within its margin', () => {
    const decision = decided(plan, {});
    expect(decision).toMatchObject({ outcome: 'ship', variant: 'b', powered: false });
    expect(codes(decision)).toEqual(['significantly-better:revenue', 'non-inferior:latency']);
    expect(decision.reasons[0]?.figures['pOneSided']).toBeCloseTo(0.00135, 5);
    expect(decision.reasons[0]?.figures['alphaOneSided']).toBe(0.05);
    expect(
      decision.answers.map(({ contrast, metric, question, rejected, shown }) => [
        contrast.treatment,
        metric,
        question,
        rejected,
        shown?.look,
      ]),
    ).toEqual([
      ['b', 'revenue', 'worse', false, undefined],
      ['b', 'revenue', 'better', true, 1],
      ['b', 'latency', 'worse', false, undefined],
      ['b', 'latency', 'non-inferior', true, 1],
      ['b', 'latency', 'beyond-margin', false, undefined],
      ['b', 'crashes', 'worse', false, undefined],
    ]);
  });

  it('does not ship a gain that cannot rule out a loss beyond the margin', () => {
    const decision = decided(plan, { results: withResult(resultAt('latency', 0, 1)) });
    expect(decision).toMatchObject({ outcome: 'stop-guardrail', variant: null, powered: false });
    expect(codes(decision)).toEqual(['not-shown-non-inferior:latency', 'significantly-better:revenue']);
    // A guardrail without a figure holds back as well.
    const blind = { metric: 'latency', variant: 'b', effect: storedRefusal('no-variance', 'equal values') };
    expect(decided(plan, { results: withResult(blind) }).outcome).toBe('stop-guardrail');
  });

  it('ends without effect when no success metric improves, whatever the guardrails say', () => {
    const decision = decided(plan, { results: withResult(resultAt('revenue', 1)) });
    expect(decision).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    expect(codes(decision)).toEqual(['not-significantly-better:revenue']);
    const both = decided(plan, {
      results: [resultAt('revenue', 1), resultAt('latency', 0, 1), resultAt('crashes', 0)],
    });
    expect(codes(both)).toEqual(['not-significantly-better:revenue', 'not-shown-non-inferior:latency']);
  });

  it.each(['revenue', 'latency', 'crashes'])(
    'stops for harm when %s is significantly worse, even beside a gain',
    (metric) => {
      const changed = resultAt(metric, -3, metric === 'latency' ? 3 : undefined);
      const decision = decided(plan, { results: withResult(changed) });
      expect(decision).toMatchObject({ outcome: 'stop-harm', variant: null, powered: false });
      expect(codes(decision)).toEqual([`significantly-worse:${metric}`]);
    },
  );

  it('reads a metric that is better when lower the other way round', () => {
    const lower = planOf([{ ...success('latency'), higherIsBetter: false }]);
    expect(decided(lower, { results: [resultAt('latency', -3)] }).outcome).toBe('ship');
    expect(decided(lower, { results: [resultAt('latency', 3)] }).outcome).toBe('stop-harm');
  });

  it('needs one success metric of several, at a share of alpha each', () => {
    const two = planOf([success('revenue'), success('visits')]);
    const results = [resultAt('revenue', 0), resultAt('visits', 1.8)];
    expect(decided(two, { results }).outcome).toBe('stop-no-effect');
    expect(decided(two, { results: [resultAt('revenue', 0), resultAt('visits', 2)] }).outcome).toBe('ship');
  });

  it('puts half of a two-sided alpha on the side of an improvement', () => {
    const results = [resultAt('revenue', 1.8)];
    expect(decided(planOf([success('revenue')]), { results }).outcome).toBe('ship');
    expect(decided(planOf([success('revenue')], { sides: 2 }), { results }).outcome).toBe('stop-no-effect');
  });

  it('lets the guardrails alone decide a roll-out', () => {
    const rollOut = planOf([guardrail('latency', 0.02)]);
    expect(decided(rollOut, { results: [resultAt('latency', 0, 3)] }).outcome).toBe('ship');
    expect(decided(rollOut, { results: [resultAt('latency', 0, 1)] }).outcome).toBe('stop-guardrail');
    expect(decided(rollOut, { results: [] }).outcome).toBe('cannot-say');
  });

  it('cannot say where no success metric has a figure, and calls nothing powered for which one is missing', () => {
    const blind = { metric: 'revenue', variant: 'b', effect: storedRefusal('no-variance', 'equal values') };
    const decision = decided(plan, { results: withResult(blind) });
    expect(decision).toMatchObject({ outcome: 'cannot-say', powered: false });
    expect(codes(decision)).toEqual(['metric-cannot-say:revenue']);
    expect(decided(plan, { results: [] })).toMatchObject({ outcome: 'cannot-say', powered: false });
    const noMargin = decided(plan, { results: withResult(resultAt('latency', 0)) });
    expect(codes(noMargin)).toContain('metric-cannot-say:latency');
  });
});

describe('the validity of the experiment', () => {
  it('is lost with 1 % of units in several variants, and not with less', () => {
    const at = (unitsInSeveralVariantsShare: number) =>
      decided(plan, { health: { ...HEALTHY, unitsInSeveralVariantsShare } });
    expect(at(0.0099).outcome).toBe('ship');
    expect(at(0.01).outcome).toBe('invalid');
    expect(codes(at(0.01))).toEqual(['units-in-several-variants:']);
    expect(at(0.01).reasons[0]?.figures).toEqual({ share: 0.01, limit: 0.01 });
  });

  it('is lost with a sample ratio alarm, and not without a figure', () => {
    const at = (sampleRatioP: number | null) => decided(plan, { health: { ...HEALTHY, sampleRatioP } });
    expect(at(0.00099).outcome).toBe('invalid');
    expect(codes(at(0.00099))).toEqual(['sample-ratio-mismatch:']);
    expect(at(0.00099).reasons[0]?.figures).toEqual({ p: 0.00099, level: 0.001 });
    expect(at(0.001).outcome).toBe('ship');
    expect(decided(plan, { health: { sampleRatioP: null, unitsInSeveralVariantsShare: null } }).outcome).toBe(
      'ship',
    );
  });

  it('comes before everything else, also before the end of a fixed plan', () => {
    const progress = { lookFractions: [], plannedEndReached: false };
    const decision = decided(plan, { health: { ...HEALTHY, sampleRatioP: 1e-9 }, progress });
    expect(decision.outcome).toBe('invalid');
  });

  it.each([3, -3])('is lost when a quality metric differs, in either direction (z = %d)', (z) => {
    const checked = planOf([success('revenue'), quality('visits before')]);
    const results = [resultAt('revenue', 3), resultAt('visits before', z)];
    const decision = decided(checked, { results });
    expect(decision.outcome).toBe('invalid');
    expect(codes(decision)).toEqual(['quality-metric-differs:visits before']);
    // Two tests share alpha_minus; a quality test has two sides: z(1 - .0125) = 2.24.
    expect(
      decided(checked, { results: [resultAt('revenue', 3), resultAt('visits before', z > 0 ? 2.2 : -2.2)] })
        .outcome,
    ).toBe('ship');
  });
});

describe('while it runs', () => {
  it('a fixed plan reads no effect before its end, by units or by date', () => {
    const early = { lookFractions: [0.99], plannedEndReached: false };
    const decision = decided(plan, { progress: early });
    expect(decision.outcome).toBe('keep-running');
    expect(codes(decision)).toEqual(['fixed-plan-not-ended:']);
    expect(decision.answers).toEqual([]);
    expect(decided(plan, { progress: { lookFractions: [1], plannedEndReached: false } }).outcome).toBe(
      'ship',
    );
    expect(decided(plan, { progress: { ...early, plannedEndReached: true } }).outcome).toBe('ship');
  });

  it('a fixed plan that ended short of its units stops, and does not call the absence of an effect powered', () => {
    const progress = { lookFractions: [0.7], plannedEndReached: true };
    const decision = decided(plan, { results: withResult(resultAt('revenue', 0)), progress });
    expect(decision).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    expect(codes(decision)).toEqual(['planned-size-not-reached:', 'not-significantly-better:revenue']);
    expect(decision.reasons[0]?.figures['informationFraction']).toBe(0.7);
  });

  it('a fixed plan that ended without a unit has nothing to say', () => {
    const progress = { lookFractions: [], plannedEndReached: true };
    expect(codes(decided(plan, { progress }))).toEqual(['look-not-reached:']);
  });

  const sequential = planOf([success('revenue')], {
    method: { kind: 'group-sequential', spending: 'obrien-fleming', looks: [0.5, 1] },
  });
  const at = (lookFractions: readonly number[], z: number, earlierAnswers: readonly EarlierAnswer[] = []) =>
    decided(sequential, {
      results: [resultAt('revenue', z)],
      progress: { lookFractions, plannedEndReached: false },
      earlierAnswers,
    });

  it('a sequential plan waits for its first look', () => {
    expect(codes(at([], 9))).toEqual(['look-not-reached:']);
    expect(codes(at([0.49], 9))).toEqual(['look-not-reached:']);
    expect(at([0.49], 9).reasons[0]?.figures).toEqual({ informationFraction: 0.49, firstLook: 0.5 });
  });

  it('holds p against the look’s own bound', () => {
    // One-sided alpha .05, O'Brien-Fleming type: bounds 2.5378 at a half, 1.6621 at the end.
    expect(at([0.5], 2.53).outcome).toBe('keep-running');
    expect(codes(at([0.5], 2.53))).toEqual(['not-significantly-better:revenue', 'planned-size-not-reached:']);
    expect(at([0.5], 2.54).outcome).toBe('ship');
    expect(at([0.5, 1], 1.66).outcome).toBe('stop-no-effect');
    expect(at([0.5, 1], 1.67).outcome).toBe('ship');
    expect(at([0.5], -2.54).outcome).toBe('stop-harm');
  });

  it('does not take a rejection back: the error of all looks together was spent on it', () => {
    const contrast = { treatment: 'b', reference: 'a' };
    const shown = { look: 1, pOneSided: 0.001, alphaOneSided: 0.005 };
    const before = [
      { contrast, metric: 'revenue', question: 'better', rejected: true, shown, adjusted: null },
    ] as const;
    expect(at([0.5, 1], 0.5, before).outcome).toBe('ship');
    expect(at([0.5, 1], 0.5, [{ ...before[0], contrast: { ...contrast, treatment: 'c' } }]).outcome).toBe(
      'stop-no-effect',
    );
    expect(at([0.5, 1], 0.5, [{ ...before[0], metric: 'visits' }]).outcome).toBe('stop-no-effect');
    expect(at([0.5, 1], 0.5, [{ ...before[0], question: 'worse' }]).outcome).toBe('stop-harm');
    const gone = decided(sequential, {
      results: [],
      progress: { lookFractions: [0.5, 1], plannedEndReached: false },
      earlierAnswers: before,
    });
    expect(gone.outcome).toBe('ship');
  });

  it('an always-valid plan may be read at any time, at its wider interval', () => {
    const always = planOf([{ ...success('revenue'), mixingVariance: 6.6 }], {
      method: { kind: 'always-valid' },
    });
    const read = (z: number, lookFractions: readonly number[]) =>
      decided(always, {
        results: [resultAt('revenue', z)],
        progress: { lookFractions, plannedEndReached: false },
      });
    // Half-width at two-sided .1 with tau2 = 6.6 and SE = 1: 2.7637.
    expect(read(2.76, [0.1]).outcome).toBe('keep-running');
    expect(read(2.77, [0.1]).outcome).toBe('ship');
    expect(read(-2.77, [0.1]).outcome).toBe('stop-harm');
    expect(read(9, []).outcome).toBe('keep-running');
    expect(read(0, [1]).outcome).toBe('stop-no-effect');
  });
});

describe('several variants', () => {
  const three = planOf([success('revenue')], { treatments: ['b', 'c'] });
  const read = (zB: number, zC: number, lookFractions: readonly number[] = [1]) =>
    decided(three, {
      results: [resultAt('revenue', zB), resultAt('revenue', zC, undefined, 'c')],
      progress: { lookFractions, plannedEndReached: true },
    });

  it('ship the one with the clearest gain', () => {
    expect(read(3, 4).variant).toBe('c');
    expect(read(4, 3).variant).toBe('b');
    expect(read(0, 3).variant).toBe('c');
  });

  it('are compared by the metric that forced each, not by the ones after it', () => {
    const guarded = planOf([success('revenue'), guardrail('latency', 0.02)], { treatments: ['b', 'c'] });
    const results = [
      resultAt('revenue', 3),
      resultAt('latency', 0, 9),
      resultAt('revenue', 4, undefined, 'c'),
      resultAt('latency', 0, 2, 'c'),
    ];
    expect(decided(guarded, { results }).variant).toBe('c');
  });

  it('are without effect, powered, only when every one of them is shown to be smaller than what is of interest', () => {
    const interesting = planOf([{ ...success('revenue'), minimumEffectRelative: 0.05 }], {
      treatments: ['b', 'c'],
    });
    const ruledOut = (zB: number, zC: number) =>
      decided(interesting, {
        results: [
          smallerAt(resultAt('revenue', 0), zB, 0.03),
          smallerAt(resultAt('revenue', 0, undefined, 'c'), zC, 0.07),
        ],
      });
    expect(ruledOut(1.7, 1.7)).toMatchObject({ outcome: 'stop-no-effect', powered: true });
    expect(codes(ruledOut(1.7, 1.7))).toEqual([
      'improvement-ruled-out:revenue',
      'improvement-ruled-out:revenue',
    ]);
    const oneOpen = ruledOut(1.7, 1.6);
    expect(oneOpen).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    expect(oneOpen.reasons[0]).toMatchObject({
      code: 'improvement-still-possible',
      figures: { upToRelative: 0.07 },
    });
    // What an earlier look ruled out is not possible any more, wherever the end lies now.
    const about = { contrast: { treatment: 'c', reference: 'a' }, metric: 'revenue' };
    const before = { ...about, question: 'smaller', rejected: true, shown: null, adjusted: null } as const;
    const ends = [resultAt('revenue', 0), resultAt('revenue', 0, undefined, 'c')];
    const results = ends.map((one, index) => smallerAt(one, 1.6, [0.04, 0.07][index]));
    const settled = decided(interesting, { results, earlierAnswers: [before] });
    expect(settled.reasons[0]?.figures).toEqual({ upToRelative: 0.05 });
    const oneMissing = decided(interesting, { results: [smallerAt(resultAt('revenue', 0), 3)] });
    expect(oneMissing).toMatchObject({ outcome: 'stop-no-effect', powered: false });
    expect(read(0, 0).powered).toBe(false);
  });

  it('share alpha between the comparisons', () => {
    expect(read(1.9, 0).outcome).toBe('stop-no-effect');
    expect(read(1.97, 0).outcome).toBe('ship');
  });

  it('each have a verdict; one that is harmed stops, the others go on, and at the end that is harm', () => {
    expect(read(-3, -3).outcome).toBe('stop-harm');
    const one = read(-3, 0);
    expect(one.outcome).toBe('stop-harm');
    expect(codes(one)).toEqual(['significantly-worse:revenue', 'not-significantly-better:revenue']);
    expect(one.verdicts).toEqual([
      { contrast: { treatment: 'b', reference: 'a' }, verdict: 'harm' },
      { contrast: { treatment: 'c', reference: 'a' }, verdict: 'undecided' },
    ]);
    const midway = decided(
      { ...three, method: { kind: 'group-sequential', spending: 'pocock', looks: [0.5, 1] } },
      {
        results: [resultAt('revenue', -3), resultAt('revenue', 0, undefined, 'c')],
        progress: { lookFractions: [0.5], plannedEndReached: false },
      },
    );
    expect(midway).toMatchObject({ outcome: 'keep-running', verdicts: one.verdicts });
    expect(read(-3, 4)).toMatchObject({ outcome: 'ship', variant: 'c' });
  });
});

describe('what cannot be decided by', () => {
  it.each([
    ['alpha of 0', planOf([success('m')], { alpha: 0 }), /between 0 and 1/],
    ['alpha of 1', planOf([success('m')], { alpha: 1 }), /between 0 and 1/],
    [
      'alpha minus that is not a number',
      planOf([success('m')], { alphaDeterioration: NaN }),
      /between 0 and 1/,
    ],
    ['power of 1', planOf([success('m')], { power: 1 }), /between 0 and 1/],
    ['three sides', planOf([success('m')], { sides: 3 as 2 }), /sides/],
    ['no treatment', planOf([success('m')], { treatments: [] }), /variant to compare/],
    ['a treatment twice', planOf([success('m')], { treatments: ['b', 'b'] }), /variant is named twice/],
    ['a metric twice', planOf([success('m'), guardrail('m')]), /planned twice/],
    ['nothing that could ship', planOf([guardrail('m'), quality('q')]), /success metric/],
    ['a margin of 0', planOf([guardrail('m', 0), success('s')]), /margin of m/],
    ['a margin of 1', planOf([guardrail('m', 1), success('s')]), /margin of m/],
    ['a margin on a success metric', planOf([{ ...success('m'), relativeMargin: 0.1 }]), /margin of m/],
    [
      'a mixing variance of 0',
      planOf([{ ...success('m'), mixingVariance: 0 }], { method: { kind: 'always-valid' } }),
      /mixing/,
    ],
    [
      'no looks',
      planOf([success('m')], { method: { kind: 'group-sequential', spending: 'pocock', looks: [] } }),
      /looks/,
    ],
    [
      'looks that end early',
      planOf([success('m')], { method: { kind: 'group-sequential', spending: 'pocock', looks: [0.5] } }),
      /looks/,
    ],
    [
      'looks that repeat',
      planOf([success('m')], {
        method: { kind: 'group-sequential', spending: 'pocock', looks: [0.5, 0.5, 1] },
      }),
      /looks/,
    ],
    [
      'a look at nothing',
      planOf([success('m')], { method: { kind: 'group-sequential', spending: 'pocock', looks: [0, 1] } }),
      /looks/,
    ],
    [
      'unknown spending',
      planOf([success('m')], { method: { kind: 'group-sequential', spending: 'power:0', looks: [1] } }),
      /Spending/,
    ],
  ])('%s', (_, bad, detail) => {
    const refused = refusal(decide(bad, { results: [], health: HEALTHY, progress: AT_THE_END }));
    expect(refused.reason).toBe('invalid-input');
    expect(refused.detail).toMatch(detail);
  });

  it.each([[[0]], [[0.5, 0.5]], [[0.5, 0.4]], [[NaN]], [[Infinity]]])(
    'looks taken at %j',
    (lookFractions) => {
      const progress = { lookFractions, plannedEndReached: false };
      expect(refusal(decide(plan, { results: [], health: HEALTHY, progress })).detail).toMatch(
        /information fractions/,
      );
    },
  );
});
