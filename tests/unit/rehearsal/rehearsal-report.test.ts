import { describe, expect, it } from 'vitest';
import { parseScenario } from '@/lib/rehearsal/read-scenario';
import type { RehearsalOutcome } from '@/lib/rehearsal/rehearse';
import { rehearsalReport } from '@/tools/cli/rehearsal-report';

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
