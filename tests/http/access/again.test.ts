import { expect, test } from 'vitest';
import { FairsplitError } from '../../../lib/errors';
import { verbs } from '../../../lib/verbs/verb-list';
import { fingerprintOf } from '../../support/fingerprint';
import { sourceDatabase } from '../../support/source-database';
import { verbExamples } from '../../support/verb-examples';
import { mark, verbFixtures, type VerbFixture } from '../../support/verb-fixture';

// A request that is sent again, because its answer was lost, changes nothing more: no version, no row, no entry that says a change.

const { connection } = await sourceDatabase();
const newFixture = await verbFixtures(connection);

/** What each call makes, gives out, or tries anew with what has come since: that is what its entry says. */
const doneAnew = new Set([
  'runAnalysis',
  'createKey',
  // A link is shown once, so whoever asks again gets another, and the one before is revoked.
  'createPasswordReset',
  'inviteMember',
  'eraseUnit',
  'exportUnitRecords',
  'exportUnits',
  'replayRejected',
]);

const changing = verbs.filter(({ name, records }) => records.length > 0 && !doneAnew.has(name));

type Call = (name: string, input: object | undefined) => Promise<unknown>;

function callerIn({ callers: { member: ctx } }: VerbFixture): Call {
  return async (name, input) => {
    try {
      return await verbs.find((verb) => verb.name === name)?.({ ctx, input });
    } catch (error) {
      if (error instanceof FairsplitError) return error.code;
      throw error;
    }
  };
}

test.each(changing.map(({ name }) => name))('%s sent again changes nothing', async (name) => {
  const fixture = await newFixture();
  const call = callerIn(fixture);
  const input = verbExamples[name]?.input(fixture);
  await call(name, input);
  const before = await fingerprintOf(fixture.database);
  await call(name, input);
  expect(await fingerprintOf(fixture.database)).toEqual(before);
});

const running = { key: `${mark}-running` };
const repeated: readonly (readonly [name: string, first: object, others: readonly object[]])[] = [
  ['rampExperiment', { ...running, coverage: 1, weights: { control: 0.2, treatment: 0.8 } }, []],
  [
    'rampExperiment',
    { ...running, weights: { control: 0.333, treatment: 0.667 } },
    [{ ...running, coverage: 1 }],
  ],
  ['updateIngestionSettings', { retentionMonths: 13, botFilter: false }, [{ retentionMonths: 13 }, {}]],
  ['shipExperiment', { key: `${mark}-ended`, variant: 'control' }, []],
];

test.each(repeated)('%s %j answers as before where it is in force already', async (name, first, others) => {
  const fixture = await newFixture();
  const call = callerIn(fixture);
  const answer = await call(name, first);
  expect(answer).toBeTypeOf('object');
  const before = await fingerprintOf(fixture.database);
  for (const input of [first, ...others]) expect(await call(name, input)).toEqual(answer);
  expect(await fingerprintOf(fixture.database)).toEqual(before);
});

test('a ramp that is back at an earlier allocation is a change', async () => {
  const fixture = await newFixture();
  const call = callerIn(fixture);
  for (const treatment of [0.8, 0.5, 0.8]) {
    await call('rampExperiment', { ...running, weights: { control: 1 - treatment, treatment } });
  }
  const rows = await fixture.database.prisma.runAllocation.findMany({
    where: { run: { experiment: running } },
  });
  expect(rows).toHaveLength(4);
});
