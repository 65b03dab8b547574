import { describe, expect, it } from 'vitest';
import { allowingForStop } from '@/lib/charts/allowing-for-stop';
import type { Decision, RunDecision, StoredStoppedEstimate } from '@/lib/model/decision';
import { toldDecision } from '@/lib/model/early-stop-estimates';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { storedRefusal } from '@/tests/support/outcomes';
import { resultOf } from './result-fixture';

const estimate: StoredStoppedEstimate = {
  metric: 'visit',
  contrast: { treatment: 'treatment', reference: 'control' },
  look: 2,
  informationFraction: 0.4,
  question: 'better',
  measured: 0.03,
  measuredRelative: say(0.31),
  difference: 0.02,
  interval: { lower: 0.005, upper: 0.035 },
  alphaOneSided: { lower: 0.0125, upper: 0.01 },
  relative: say({ difference: 0.2, interval: { lower: 0.05, upper: 0.35 } }),
  stagewiseP: 0.004,
};
const decisionOf = (
  changes: Partial<StoredStoppedEstimate>,
  outcome: Decision['outcome'] = 'ship',
  lookFractions = [0.2, 0.4],
): RunDecision => ({
  look: { taken: true, lookFractions },
  mixingVariances: {},
  decision: say({ outcome, variant: null, reasons: [], powered: false, verdicts: [], answers: [] }),
  stoppedEstimates: [{ ...estimate, ...changes }],
});
const told = (decision: RunDecision) =>
  allowingForStop(decision, resultOf()).map((sentence) => sentence.replaceAll(/\s/g, ' '));
const sentences = (changes: Partial<StoredStoppedEstimate>) => told(decisionOf(changes));

describe('what is said of an effect that a run was ended by', () => {
  it('is the estimate that allows for the stop, beside what was measured', () => {
    expect(sentences({})).toEqual([
      'Visit with Treatment: +20.0 %, interval +5.0 to +35.0 % (98.75 % confidence for its lower end, 99 % for its upper end); as measured at look 2: +31.0 %.',
    ]);
  });

  it('is in the unit of the metric where nothing relative can be said', () => {
    const relative = storedRefusal('control-mean-not-distinguishable-from-zero', 'More units.');
    expect(sentences({ relative })[0]).toMatch(
      /^Visit with Treatment: \+2\.00 pp, .*; as measured at look 2: \+3\.00 pp\.$/,
    );
    expect(sentences({ relative })[0]).not.toContain('+20');
  });

  it('has the level of both ends once where it is the same', () => {
    const alphaOneSided = { lower: 0.025, upper: 0.025 };
    expect(sentences({ alphaOneSided })[0]).toContain('(97.5 % confidence for each end); as');
  });

  it('is why there is none, where the test has none', () => {
    const { metric, contrast, look } = estimate;
    const why = cannotSay('not-computable', 'stopped-estimate-of-few-events');
    const decision = { ...decisionOf({}), stoppedEstimates: [] };
    expect(told({ ...decision, stoppedRefusals: [{ metric, contrast, look, why }] })).toEqual([
      'Visit with Treatment: cannot say. The test was the exact mid-p of few events. How its p goes from look to look is not known well enough to allow for the early stop.',
    ]);
    const gone = { metric: 'gone', contrast, look, why };
    expect(told({ ...decision, stoppedRefusals: [gone] })).toEqual([]);
  });

  it('is told of a run that has ended before its end by what the rule concluded, and of no other', () => {
    const of = (decision: RunDecision, hasRunEnded = true) => told(toldDecision(decision, hasRunEnded));
    expect(of(decisionOf({}))).toHaveLength(1);
    expect(of(decisionOf({}), false)).toEqual([]);
    // All units, or as scheduled: all of the error is spent.
    expect(of(decisionOf({}, 'ship', [0.4, 1]))).toEqual([]);
    expect(of(decisionOf({}, 'keep-running'))).toEqual([]);
    expect(of(decisionOf({}, 'invalid'))).toEqual([]);
    const between = { taken: false, informationFraction: 0.4, nextFraction: null } as const;
    expect(of({ ...decisionOf({}), look: { ...between, why: 'between-looks' } })).toHaveLength(1);
    expect(of({ ...decisionOf({}), look: { ...between, why: 'all-looks-taken' } })).toEqual([]);
    const { stoppedEstimates: _none, ...without } = decisionOf({});
    expect(toldDecision(without, true)).toEqual(without);
  });

  it('is nothing where an engine stored an interval of other levels than the tests, or the metric is gone', () => {
    const { question: _question, ...before } = estimate;
    expect(told({ ...decisionOf({}), stoppedEstimates: [before] })).toEqual([]);
    expect(sentences({ metric: 'gone' })).toEqual([]);
    expect(allowingForStop(null, resultOf())).toEqual([]);
  });
});
