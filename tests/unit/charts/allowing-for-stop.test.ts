import { describe, expect, it } from 'vitest';
import { allowingForStop } from '@/lib/charts/allowing-for-stop';
import type { Decision, RunDecision, StoredStoppedEstimate } from '@/lib/model/decision';
import { say } from '@/lib/statistics/outcome';
import { storedRefusal } from '@/tests/support/outcomes';
import { resultOf } from './result-fixture';

const estimate: StoredStoppedEstimate = {
  metric: 'visit',
  contrast: { treatment: 'treatment', reference: 'control' },
  look: 2,
  informationFraction: 0.4,
  measured: 0.03,
  difference: 0.02,
  interval: { lower: 0.005, upper: 0.035 },
  relative: say({ difference: 0.2, interval: { lower: 0.05, upper: 0.35 } }),
  stagewiseP: 0.004,
};
const sentences = (changes: Partial<StoredStoppedEstimate>, outcome: Decision['outcome'] = 'ship') => {
  const decision: RunDecision = {
    look: { taken: true, lookFractions: [0.2, 0.4] },
    mixingVariances: {},
    decision: say({ outcome, variant: null, reasons: [], powered: false, verdicts: [], answers: [] }),
    stoppedEstimates: [{ ...estimate, ...changes }],
  };
  return allowingForStop(decision, resultOf()).map((sentence) => sentence.replaceAll(/\s/g, ' '));
};

describe('what is said of an effect that a run was ended by', () => {
  it('is the estimate that allows for the stop, beside what was measured', () => {
    expect(sentences({})).toEqual([
      'Visit with Treatment: +20.0 %, 95 % interval +5.0 to +35.0 % (as measured at look 2: +30.0 %).',
    ]);
  });

  it('is in the unit of the metric where nothing relative can be said', () => {
    const relative = storedRefusal('control-mean-not-distinguishable-from-zero', 'More units.');
    expect(sentences({ relative })[0]).toMatch(/^Visit with Treatment: .* \(as measured at look 2: .*\)\.$/);
    expect(sentences({ relative })[0]).not.toContain('+20');
  });

  it('is nothing where the run ended at its planned size, goes on or is invalid, or the metric is gone', () => {
    expect(sentences({ informationFraction: 1 })).toEqual([]);
    expect(sentences({}, 'keep-running')).toEqual([]);
    expect(sentences({}, 'invalid')).toEqual([]);
    expect(sentences({ metric: 'gone' })).toEqual([]);
    expect(allowingForStop(null, resultOf())).toEqual([]);
  });
});
