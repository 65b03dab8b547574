import { describe, expect, it } from 'vitest';
import { setupPlans } from '@/lib/charts/setup-plans';
import { ruleOfRun } from '@/lib/model/run-configuration';
import { extendedRun, runOf } from '@/tests/support/runs';

const frozen = runOf({ plannedUnits: 1_000, looks: 4 });
const own = (plannedUnits: number) => ({
  ...ruleOfRun({ configuration: runOf({ plannedUnits, looks: 4 }), extensions: [] }),
});
const extended = extendedRun(frozen, [300, 2_500]);
const run = (extensions: unknown, endedAt: Date | null = null) => ({
  ...ruleOfRun({ configuration: { ...frozen, leastConditionalPower: 0.1 }, extensions }),
  extensions: extended.plan.extensions?.slice(0, Array.isArray(extensions) ? extensions.length : 0) ?? [],
  ...{ number: 2, environment: 'production', endedAt },
});
const factsIn = (plans: ReturnType<typeof setupPlans>) =>
  plans.map(({ facts }) => new Map(facts).get('Planned units'));

describe('the plan of the setup', () => {
  it('is the experiment’s before its first run', () => {
    const [plan, ...others] = setupPlans(own(1_000), undefined, 'UTC');
    expect(plan?.description).toBe('Decided before anybody sees results; frozen when a run starts.');
    expect(factsIn(setupPlans(own(1_000), undefined, 'UTC'))).toEqual(['1,000']);
    expect(others).toEqual([]);
  });

  it('is the running run’s own, as it was extended and by whom, whatever the experiment says', () => {
    const plans = setupPlans(own(1_000), run(extended.plan.extensions), 'UTC');
    expect(factsIn(plans)).toEqual(['2,500']);
    expect(plans[0]?.description).toBe(
      'Of run 2 in production: frozen when it started, its size extended since.',
    );
    expect(plans[0]?.extensions[0]).toMatch(
      /^Extended from 1,000 to 2,500 units on .*2026.* by Ada, when 300 units had matured: /u,
    );
    expect(new Map(plans[0]?.facts).get('Futility')).toContain('below 10\u202f%');
    // Edited for a next run, which is of no account while this one goes on.
    expect(factsIn(setupPlans(own(9_000), run([]), 'UTC'))).toEqual(['1,000']);
  });

  it('is told beside that of the next run, where the last one has ended under another', () => {
    const ended = run([], new Date('2026-04-01T00:00:00Z'));
    const same = { ...own(1_000), leastConditionalPower: 0.1 };
    expect(factsIn(setupPlans(same, ended, 'UTC'))).toEqual(['1,000']);
    const plans = setupPlans({ ...same, ...{ plan: own(9_000).plan } }, ended, 'UTC');
    expect(plans.map(({ title }) => title)).toEqual(['Plan', 'Plan of the next run']);
    expect(factsIn(plans)).toEqual(['1,000', '9,000']);
  });
});
