import { describe, expect, test } from 'vitest';
import { latestAnalysis } from '../../lib/verbs/analysis/latest-analysis';
import { runAnalysis } from '../../lib/verbs/analysis/run-analysis';
import type { Context } from '../../lib/auth/context';
import { createExperiment } from '../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../lib/verbs/experiments/start-experiment';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import { recordExposures } from '../../lib/ingestion/record-exposures';
import { recordIdentities } from '../../lib/ingestion/record-identities';
import { countVerdicts } from '../../lib/verbs/data/count-verdicts';
import { listCrowdedPersons } from '../../lib/verbs/data/list-crowded-persons';
import { undoLinks } from '../../lib/verbs/data/undo-links';
import { createMetric } from '../../lib/verbs/metrics/create-metric';
import { cloneDatabase } from '../support/database';
import { createWorkspace, experimentBody } from '../support/workspace';

const database = await cloneDatabase();
const ingestion = createIngestion(createEvidence(database).write);
const startedAt = new Date('2026-03-10T00:00:00Z');
const at = (hours: number) => new Date(startedAt.getTime() + hours * 3_600_000);

async function place() {
  const { ctx: always, environmentId } = await createWorkspace(database);
  const ctx = { ...always, environmentId, ingestion, now: () => startedAt };
  const link = async (...pairs: readonly (readonly [string, string])[]) => {
    const identities = pairs.map(([anonymous, unit]) => ({ anonymous, unit }));
    const { accepted, duplicate, rejected } = await recordIdentities({ ctx, input: { identities } });
    return [accepted, duplicate, rejected.map(({ index, code }) => `${index} ${code}`)];
  };
  const links = async () => {
    const found = await database.prisma.identityLink.findMany({ where: { environmentId } });
    return Object.fromEntries(found.map(({ unit, person }) => [unit, person]));
  };
  return { ctx, link, links };
}

describe('links', () => {
  test('are idempotent, resolved at once, and the first of a unit stays', async () => {
    const { link, links } = await place();
    expect(await link(['anon', 'user'], ['anon', 'user'])).toEqual([1, 1, []]);
    expect(await link(['anon', 'user'])).toEqual([0, 1, []]);
    expect(await link(['anon', 'other'])).toEqual([0, 0, ['0 ALREADY_LINKED']]);
    expect(await links()).toEqual({ anon: 'user' });
  });

  test('leave no chain, whether the ends come in order or not, in one request or in several', async () => {
    const expected = { a: 'd', b: 'd', c: 'd' };
    const pairs = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
    ] as const;
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [0, 2, 1],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const together = await place();
      expect(await together.link(...order.flatMap((index) => pairs.slice(index, index + 1)))).toEqual([
        3,
        0,
        [],
      ]);
      expect(await together.links()).toEqual(expected);
      const apart = await place();
      for (const index of order) await apart.link(...pairs.slice(index, index + 1));
      expect(await apart.links()).toEqual(expected);
      // Sent again, each is known: what it says is so, through however many steps.
      expect(await apart.link(...pairs)).toEqual([0, 3, []]);
    }
  });

  test('close no circle', async () => {
    const { link, links } = await place();
    await link(['a', 'b'], ['b', 'c']);
    expect(await link(['c', 'a'], ['c', 'b'], ['x', 'x'], ['c', 'c'])).toEqual([
      0,
      0,
      ['0 CIRCULAR_LINK', '1 CIRCULAR_LINK', '2 CIRCULAR_LINK', '3 CIRCULAR_LINK'],
    ]);
    expect(await links()).toEqual({ a: 'c', b: 'c' });
  });

  test('of concurrent requests agree, and those of another environment are its own', async () => {
    const { link, links } = await place();
    const other = await place();
    await other.link(['u0', 'elsewhere']);
    await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        link([`u${number}`, `u${number + 1}`], [`v${number}`, `u${number}`]),
      ),
    );
    expect(new Set(Object.values(await links()))).toEqual(new Set(['u20']));
    expect(await other.links()).toEqual({ u0: 'elsewhere' });
  });
});

describe('ids that nobody has', () => {
  const nobodys = [
    ...[
      'undefined',
      'null',
      'NaN',
      'None',
      '[object Object]',
      '0',
      ' ',
      '\t\u200b',
      '"undefined"',
      "'null'",
      '""',
    ],
    ...['UNDEFINED', 'nan', 'nil', '<nil>', '(null)', ' undefined ', '\\"null\\"', '[object Promise]', '0.0'],
    ...['-1', 'true', 'guest', '00000000-0000-0000-0000-000000000000'],
    ...['N/A', '[]', '<null>', '“Guest”', '[0]'],
  ];

  test.each(nobodys)('%j is neither end of a link', async (id) => {
    const { link, links } = await place();
    expect(await link(['anon', id], [id, 'user'], ['good', 'user'])).toEqual([
      1,
      0,
      ['0 PLACEHOLDER_ID', '1 PLACEHOLDER_ID'],
    ]);
    expect(await links()).toEqual({ good: 'user' });
  });

  const inWrappings = [
    '“undefined”',
    '«null»',
    '„None“',
    '[null]',
    '{"null"}',
    '<null>',
    '(None)',
    '{}',
    '[ ]',
    '<>',
  ];
  const inOtherWords = ['N/A', 'n/a', '#N/A', '\\N', 'Undefined', 'UNDEFINED'];
  test.each([
    ...['undefined', 'null', 'NaN', 'None', '[object Object]', ' ', '"undefined"'],
    ...inWrappings,
    ...inOtherWords,
  ])('%j is no unit of exposures and events, and no id of an event', async (id) => {
    const { ctx } = await place();
    const event = { unit: 'u', name: 'purchase' };
    const events = [event, { ...event, unit: id }, { ...event, id }, { ...event, id }];
    expect(await recordEvents({ ctx, input: { events } })).toMatchObject({
      accepted: 1,
      rejected: [1, 2, 3].map((index) => ({ index, code: 'PLACEHOLDER_ID' })),
    });
    const exposures = [{ experiment: 'e', variant: 'control', unit: id }];
    const { rejected } = await recordExposures({ ctx, input: { exposures } });
    expect(rejected.map(({ code }) => code)).toEqual(['PLACEHOLDER_ID']);
  });

  const units = ['0', 'Null', 'nullable', 'undefined-7', 'NaN1', 'anonymous', '[object]', '"u1"'];
  const bracketed = ['[7]', '{a}', '<user@shop.example>', 'N', 'NA', 'null null', `${'['.repeat(200)}x`];
  test.each([...units, ...bracketed])('%j is a unit', async (unit) => {
    const { ctx } = await place();
    const input = { events: [{ unit, name: 'purchase' }] };
    expect(await recordEvents({ ctx, input })).toMatchObject({ accepted: 1, rejected: [] });
  });
});

test('two ids of 512 characters of three bytes are linked, and so is what stands beside them', async () => {
  const { link, links } = await place();
  const long = (seed: number) =>
    Array.from({ length: 512 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919 + seed * 104_729 + index ** 3) % 20_000)),
    ).join('');
  expect(await link(['anon', 'user'], [long(1), long(2)])).toEqual([2, 0, []]);
  expect(await link([long(3), long(1)])).toEqual([1, 0, []]);
  expect(await links()).toEqual({ anon: 'user', [long(1)]: long(2), [long(3)]: long(2) });
});

describe('a person who takes in many', () => {
  test('is noticed, listed, and let go of', async () => {
    const { ctx, link, links } = await place();
    const crowd = Array.from({ length: 100 }, (_, number) => [`anon-${number}`, 'shared'] as const);
    await link(...crowd.slice(0, 49), ['lone', 'user']);
    expect(await listCrowdedPersons({ ctx, input: {} })).toEqual({ persons: [] });
    await link(...crowd.slice(49));
    await ctx.ingestion.write.verdicts.flush();
    const now = { ...ctx, now: () => startedAt };
    expect((await countVerdicts({ ctx: now, input: {} })).counts).toContainEqual(
      expect.objectContaining({ kind: 'IDENTITY', code: 'CROWDED_PERSON', items: 51 }),
    );
    expect(await listCrowdedPersons({ ctx, input: {} })).toMatchObject({
      persons: [{ unit: 'shared', linkedUnits: 100 }],
    });
    expect(await undoLinks({ ctx, input: { unit: 'shared' } })).toEqual({ removed: 100 });
    expect(await links()).toEqual({ lone: 'user' });
    expect(await listCrowdedPersons({ ctx, input: {} })).toEqual({ persons: [] });
    expect(await link(['anon-1', 'user'])).toEqual([1, 0, []]);
  });
});

describe('undoing', () => {
  test('a link leaves those that were linked by way of it where their own links led', async () => {
    const { ctx, link, links } = await place();
    await link(['a', 'b'], ['x', 'a'], ['b', 'c'], ['d', 'c'], ['c', 'e']);
    expect(await links()).toEqual({ a: 'e', x: 'e', b: 'e', d: 'e', c: 'e' });
    expect(await undoLinks({ ctx, input: { anonymous: 'b' } })).toEqual({ removed: 1 });
    expect(await links()).toEqual({ a: 'b', x: 'b', d: 'e', c: 'e' });
    expect(await undoLinks({ ctx, input: { unit: 'c' } })).toEqual({ removed: 1 });
    expect(await links()).toEqual({ a: 'b', x: 'b', c: 'e' });
    expect(await undoLinks({ ctx, input: { anonymous: 'nobody' } })).toEqual({ removed: 0 });
  });

  test('works for links of before ids were judged, and in one environment of one workspace alone', async () => {
    const { ctx, links } = await place();
    const other = await place();
    await other.link(['anon', 'user']);
    const { environmentId } = ctx;
    await database.pool.query(
      'insert into "identity_links" ("environment_id", "unit", "person") values ($1, $2, $3)',
      [environmentId, 'anon', 'undefined'],
    );
    expect(await undoLinks({ ctx, input: { unit: 'user' } })).toEqual({ removed: 0 });
    expect(await undoLinks({ ctx, input: { unit: 'undefined' } })).toEqual({ removed: 1 });
    expect([await links(), await other.links()]).toEqual([{}, { anon: 'user' }]);
    await expect(undoLinks({ ctx, input: {} })).rejects.toThrow('Name either');
    await expect(undoLinks({ ctx, input: { unit: 'a', anonymous: 'b' } })).rejects.toThrow('Name either');
  });
});

async function running() {
  const { ctx, link } = await place();
  const definition = { event: 'purchase', windowHours: 24 };
  await createMetric({ ctx, input: { key: 'spend', name: 'Spend', kind: 'mean', definition } });
  const metrics = [{ metric: 'spend', role: 'success' }];
  await createExperiment({ ctx, input: experimentBody({ metrics }) });
  await startExperiment({ ctx, input: { key: 'checkout' } });
  const late = { ...ctx, now: () => at(100) };
  const exposed = (unit: string, variant: string, hours: number, more: object = {}) =>
    recordExposures({
      ctx: late,
      input: {
        exposures: [{ experiment: 'checkout', variant, unit, occurredAt: at(hours).toISOString(), ...more }],
      },
    });
  const bought = (unit: string, value: number, hours: number) =>
    recordEvents({
      ctx: late,
      input: { events: [{ unit, name: 'purchase', value, occurredAt: at(hours).toISOString() }] },
    });
  const analysed = async () => {
    const then: Context = late;
    const { result } = await runAnalysis({ ctx: then, input: { key: 'checkout' } });
    // Where too many units are in two variants the run is not valid, and its moments have to be asked for.
    const asked = await latestAnalysis({ ctx: then, input: { key: 'checkout', moments: 'true' } });
    return { units: result.variants, arms: asked?.result.metrics[0]?.arms ?? [], result };
  };
  // Two lone units in each arm, so that there is something to analyse.
  for (const [unit, variant] of [
    ['c1', 'control'],
    ['c2', 'control'],
    ['t1', 'treatment'],
    ['t2', 'treatment'],
  ] as const) {
    await exposed(unit, variant, 1);
    await bought(unit, 1, 2);
  }
  return { ctx, link, exposed, bought, analysed };
}

describe('an analysis of linked units', () => {
  test('is after undoing links what it was before they were made', async () => {
    const { ctx, link, exposed, bought, analysed } = await running();
    for (const [unit, variant] of [
      ['anon', 'control'],
      ['user', 'treatment'],
    ] as const) {
      await exposed(unit, variant, 2);
      await bought(unit, 10, 3);
    }
    const before = await analysed();
    await link(['anon', 'user']);
    expect((await analysed()).arms.map(({ n }) => n)).toEqual([2, 2]);
    await undoLinks({ ctx, input: { anonymous: 'anon' } });
    expect((await analysed()).result).toEqual(before.result);
  });

  test('counts a person once, from the earliest exposure on, with the events of all its units', async () => {
    const { link, exposed, bought, analysed } = await running();
    await exposed('anon', 'treatment', 2);
    await exposed('user', 'treatment', 10);
    await bought('anon', 10, 3);
    await bought('user', 100, 5); // before the user's own exposure, and in the person's window
    await bought('third', 1000, 6); // a unit of the person that was never exposed
    await bought('user', 10_000, 26); // when the person's window has ended
    await bought('anon', 100_000, 1.5); // before the person was exposed
    const before = await analysed();
    expect(before.arms[1]).toMatchObject({ n: 4, mean: (1 + 1 + 10 + 10_000) / 4 });
    await link(['anon', 'user'], ['third', 'user']);
    const after = await analysed();
    expect(after.arms[1]).toMatchObject({ n: 3, mean: (1 + 1 + 1110) / 3 });
    expect(after.arms[0]).toEqual(before.arms[0]);
    expect(after.units.map(({ units }) => units)).toEqual([2, 3]);
  });

  test('leaves out a person in two variants, or forced into one, and counts the first as such', async () => {
    const { link, exposed, bought, analysed } = await running();
    await exposed('anon', 'control', 2);
    await exposed('user', 'treatment', 3);
    await exposed('forced', 'control', 2, { forced: true });
    await exposed('tester', 'control', 3);
    for (const unit of ['anon', 'user', 'forced', 'tester']) await bought(unit, 50, 4);
    await link(['anon', 'user'], ['forced', 'tester']);
    const { arms, result } = await analysed();
    expect(arms.map(({ n, mean }) => [n, mean])).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(JSON.stringify(result)).toContain('"unitsInTwoVariants":1');
  });

  const capitals = ['DEFAULT', 'DISABLED', 'ERROR', 'NOT_TARGETED', 'HELD_OUT', 'SHIPPED', 'OVERRIDE'];
  test.each([...capitals, 'targeting_match', 'Static', 'not-targeted', 'TARGETING_MATCH '])(
    'takes no unit into an arm whose own reason, %j, says that it was not drawn',
    async (reason) => {
      const { exposed, bought, analysed } = await running();
      await exposed('left-out', 'treatment', 2, { reason });
      await bought('left-out', 100, 3);
      await exposed('drawn', 'treatment', 2, { reason: 'split' });
      expect((await analysed()).units.map(({ units }) => units)).toEqual([2, 3]);
    },
  );

  test('gives what it gave before where the links concern nobody in the run', async () => {
    const { link, exposed, bought, analysed } = await running();
    await exposed('twice', 'control', 2);
    await exposed('twice', 'treatment', 3);
    await exposed('forced', 'treatment', 3, { reason: 'TARGETING_MATCH' });
    await bought('c1', 7, 3);
    const before = await analysed();
    await link(['nobody', 'no one']);
    expect((await analysed()).result).toEqual(before.result);
  });
});
