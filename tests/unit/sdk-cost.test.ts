import { expect, test } from 'vitest';
import { compileConfiguration } from '../../lib/assignment/compile-configuration';
import { createClient } from '../../sdk/src/node';
import { nowhere, sdkConfiguration, sdkExperiment } from '../support/sdk-configuration';

const swedes = { attribute: 'country', operator: 'equals', value: 'SE' } as const;
const configuration = sdkConfiguration([sdkExperiment('split', { targeting: swedes })]);
const subjects = Array.from({ length: 2_000 }, (_, index) => ({
  unit: `user-${index}`,
  attributes: { country: index % 5 === 0 ? 'NO' : 'SE' },
  expose: false,
}));

/** How long the shortest of several rounds took: the one that the machine disturbed least. */
function shortest(work: readonly (() => void)[]): readonly number[] {
  const times = work.map(() => Infinity);
  for (let round = 0; round < 60; round += 1) {
    work.forEach((run, index) => {
      const start = performance.now();
      run();
      times[index] = Math.min(times[index] ?? Infinity, performance.now() - start);
    });
  }
  return times;
}

test('an evaluation by the client costs a small multiple of the assignment that is in it', async () => {
  const client = createClient({ ...nowhere, updates: 'none', bootstrap: { configuration } });
  const assign = compileConfiguration(configuration).experiments.get('split')?.assign;
  if (assign === undefined) throw new Error('There is no experiment.');
  const moment = { nowMs: Date.now() };
  let assigned = 0;
  let evaluated = 0;
  const [own = NaN, byClient = NaN] = shortest([
    () => {
      for (const { unit, attributes } of subjects)
        if (assign(unit, attributes, moment).variant !== null) assigned += 1;
    },
    () => {
      for (const subject of subjects)
        if (client.evaluate('split', '', subject).variant !== null) evaluated += 1;
    },
  ]);
  await client.close();
  expect(evaluated).toBe(assigned);
  expect(byClient / own).toBeLessThan(20);
});
