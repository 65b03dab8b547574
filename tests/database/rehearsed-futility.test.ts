import { expect, it } from 'vitest';
import { parseScenario } from '../../lib/rehearsal/read-scenario';
import { cloneDatabase } from '../support/database';
import { rehearsalServer, saltRunsByKey } from '../support/rehearsals';

const database = await cloneDatabase();
await saltRunsByKey(database);

/** Nothing is there, and a large improvement was planned for: hardly any chance is left after the first look. */
const scenario = (key: string, changes: object) =>
  parseScenario({
    experiment: { key },
    units: 600,
    days: 4,
    variants: [
      { key: 'control', weight: 0.5 },
      { key: 'treatment', weight: 0.5, effects: { bought: -0.2 } },
    ],
    metrics: [{ key: 'bought', kind: 'proportion', rate: 0.4, minimumEffectRelative: 0.2 }],
    plan: { method: 'group-sequential', looks: 3, plannedUnits: 600 },
    leastConditionalPower: 0.4,
    ...changes,
  });

it('a rehearsal of a plan that states futility ends when a look advises to stop, or runs on and says so', async () => {
  const rehearseOne = await rehearsalServer(database);
  const followed = await rehearseOne(scenario('followed', {}), 7);
  const last = followed.analyses.at(-1);
  expect(followed.futilityAdvisedOnDay).not.toBeNull();
  expect(followed.stoppedOnDay).toBe(followed.futilityAdvisedOnDay);
  expect(last?.decision.decision).toMatchObject({ ok: true, value: { outcome: 'stop-futility' } });
  const ignored = await rehearseOne(scenario('ignored', { stopWhenDecided: false }), 7);
  expect(ignored.stoppedOnDay).toBeNull();
  expect(ignored.futilityAdvisedOnDay).not.toBeNull();
  const without = await rehearseOne(scenario('without', { leastConditionalPower: null }), 7);
  expect(without.futilityAdvisedOnDay).toBeNull();
});
