import { describe, expect, it } from 'vitest';
import { parseScenario } from '@/lib/rehearsal/read-scenario';
import type { RehearsalOutcome } from '@/lib/rehearsal/rehearse';
import { compareWithPlanted } from '@/lib/simulator/comparison';
import { cannotSay, say, type Outcome } from '@/lib/statistics/outcome';
import { forest } from '@/lib/charts/forest';
import { changeWords } from '@/lib/charts/change-words';
import { rehearsalReport } from '@/tools/cli/rehearsal-report';
import { effectOf, metricOf, resultOf } from '../charts/result-fixture';

const scenario = (changes: object) =>
  parseScenario({
    experiment: { key: 'rehearsed' },
    units: 100,
    days: 4,
    variants: [
      { key: 'control', weight: 0.5 },
      { key: 'treatment', weight: 0.5 },
    ],
    metrics: [{ key: 'bought', kind: 'proportion', rate: 0.3 }],
    ...changes,
  });

const first = (changes: object, outcome: Partial<RehearsalOutcome>) =>
  rehearsalReport(scenario(changes), {
    ...{ seed: 1, accepted: 0, duplicate: 0, analyses: [], stoppedOnDay: null, futilityAdvisedOnDay: null },
    ...outcome,
  })
    .split('\n\n')[0]
    ?.split('\n');

describe('the report of a rehearsal', () => {
  it('says of a plan that states futility that a look advised to stop, or that none did', () => {
    const stating = { leastConditionalPower: 0.1 };
    expect(first(stating, { stoppedOnDay: 3, futilityAdvisedOnDay: 3 })).toEqual([
      'Stopped after day 3 as a look advised, for futility.',
    ]);
    expect(first(stating, {})).toEqual([
      'The experiment ran to its end.',
      'No look advised to stop for futility.',
    ]);
    expect(first(stating, { stoppedOnDay: 2 })).toEqual([
      'Stopped after day 2 by what the analysis decided.',
      'No look advised to stop for futility.',
    ]);
    expect(first({ ...stating, stopWhenDecided: false }, { futilityAdvisedOnDay: 2 })).toEqual([
      'The experiment ran to its end.',
      'On day 2 a look advised to stop for futility. The rehearsal ran on: stopWhenDecided is false.',
    ]);
  });

  it('says nothing of futility where the plan states none', () => {
    expect(first({}, {})).toEqual(['The experiment ran to its end.']);
    expect(first({}, { stoppedOnDay: 2 })).toEqual(['Stopped after day 2 by what the analysis decided.']);
  });
});

describe('what was found', () => {
  const end = (question: 'better' | 'worse', at: Outcome<number>) => ({
    ...{ question, alphaOneSided: 0.025, alphaOneSidedAtLook: 0.0125 },
    ...{ difference: at, relative: at },
  });
  const resultWith = (lower: Outcome<number>, upper: Outcome<number>) => {
    const one = {
      ...{ contrast: { treatment: 'treatment', reference: 'control' }, adjustment: null },
      ...{ effect: effectOf(0.1, 0.05, 0.15), alphaTwoSided: 0.05 },
      ruleInterval: say({ lower: end('better', lower), upper: end('worse', upper) }),
    };
    return resultOf({ metrics: [metricOf({ key: 'bought', effects: [one] })] });
  };
  const treatmentOf = (planted: number) => [
    { key: 'control', weight: 0.5 },
    { key: 'treatment', weight: 0.5, effects: { bought: planted } },
  ];
  const decision = cannotSay('not-computable', 'metric-not-read');
  const reportOf = (planted: number, result: ReturnType<typeof resultWith>) => {
    const rehearsed = scenario({ variants: treatmentOf(planted) });
    const look = {
      ...{ id: 'a', day: 4, lookNumber: 2, result, planted: compareWithPlanted(rehearsed, result, 4) },
      decision: { look: { taken: true as const, lookFractions: [0.5, 1] }, mixingVariances: {}, decision },
    };
    return rehearsalReport(rehearsed, {
      ...{ seed: 1, accepted: 0, duplicate: 0, stoppedOnDay: null, futilityAdvisedOnDay: null },
      analyses: [look],
    });
  };
  const lineOf = (planted: number, result: ReturnType<typeof resultWith>) =>
    reportOf(planted, result)
      .split('\n')
      .find((line) => line.startsWith('bought'));

  it('has the interval that the result page shows, and is held against that one', () => {
    const result = resultWith(say(0.02), say(0.19));
    const drawn = forest(result).groups[0]?.metrics[0];
    const change = drawn?.rows[0]?.change;
    if (drawn === undefined || change === undefined || change === null)
      throw new Error('the page shows a change');
    const [estimate, interval] = changeWords(drawn.metric, change);
    expect(lineOf(0.17, result)).toContain(`${estimate}  ${interval}  97.5 %  inside`);
    expect(lineOf(0.2, result)).toMatch(/OUTSIDE$/u);
    expect(reportOf(0.17, result)).toContain('the interval that the plan’s rule goes by');
  });

  it('cannot say whether the truth lies within an end that was refused, and can beyond the other one', () => {
    const result = resultWith(say(0.02), cannotSay('not-computable', 'too-skewed-at-level'));
    expect(lineOf(0.17, result)).toContain('from +2.0\u202f%; the upper end cannot be said');
    expect(lineOf(0.17, result)).toMatch(/cannot say$/u);
    expect(lineOf(0.01, result)).toMatch(/OUTSIDE$/u);
  });
});
