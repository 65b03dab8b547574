import { expect, test } from 'vitest';
import { send, startDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

// A member that an item does not have is dropped nowhere: with "Value" for "value" an order would count as 1.

const { database, url } = await startDataPlane();
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
const { key: experiment } = await makeRunningExperiment(database, place, { key: 'checkout' });
const addressOf = (list: string) => `${url}/api/v1/${list}`;
const lines = { headers: { 'content-type': 'application/x-ndjson' } };

async function stored(unit: string): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query('select value from events where unit = $1 order by value', [
    unit,
  ]);
  return rows as readonly unknown[];
}

test.each([
  ['Value', 'Did you mean "value"?'],
  ['amount', 'Did you mean "value"?'],
  ['occuredAt', 'Did you mean "occurredAt"?'],
  ['timestamp', 'Did you mean "occurredAt"?'],
  ['property', 'Did you mean "properties"?'],
  ['userid', 'Did you mean "unit"?'],
  ['plan', 'The members are id, unit, name, value, occurredAt, properties, userAgent.'],
])('an event with the member %j is refused alone, in a list and as a line', async (member, advice) => {
  const unit = `of ${member}`;
  const good = { unit, name: 'order', value: 5 };
  const bad = { id: `bad ${member}`, unit, name: 'order', [member]: 30 };
  const detail = `/${member}: There is no member "${member}" here. ${advice}`;
  const rejected = [{ index: 0, id: `bad ${member}`, code: 'UNKNOWN_MEMBER', detail }];
  const answer = { accepted: 1, duplicate: 0, rejected, rejectedByCode: { UNKNOWN_MEMBER: 1 } };
  const items = [bad, good];
  expect((await send(addressOf('events'), key, { events: items })).body).toEqual(answer);
  const text = items.map((item) => JSON.stringify(item)).join('\n');
  expect((await send(addressOf('events'), key, text, lines)).body).toEqual(answer);
  expect(await stored(unit)).toEqual([{ value: 5 }, { value: 5 }]);
  const kept = await database.prisma.rejectedEvent.findMany({ where: { code: 'UNKNOWN_MEMBER', detail } });
  expect(kept.map(({ body }) => body)).toEqual(Array(2).fill(JSON.stringify(bad)));
});

test('so is an exposure, and a link', async () => {
  const exposure = { experiment, variant: 'control', unit: 'u' };
  const exposures = [{ ...exposure, Forced: true }, { ...exposure, value: null }, exposure];
  expect(await send(addressOf('exposures'), key, { exposures })).toMatchObject({
    status: 200,
    body: {
      accepted: 1,
      rejected: [
        { detail: '/Forced: There is no member "Forced" here. Did you mean "forced"?' },
        {
          detail: expect.stringMatching(
            /^\/value: There is no member "value" here\. The members are/,
          ) as string,
        },
      ],
      rejectedByCode: { UNKNOWN_MEMBER: 2 },
    },
  });
  const identities = [{ anonymousId: 'web-1', unit: 'u' }];
  expect(await send(addressOf('identities'), key, { identities })).toMatchObject({
    status: 400,
    body: { code: 'UNKNOWN_MEMBER', accepted: 0 },
  });
});

test('what a sender writes into a name stays in its place', async () => {
  const name = 'va\u202elue\n<b>/~';
  const { body } = await send(addressOf('events'), key, { events: [{ unit: 'u', name: 'n', [name]: 1 }] });
  const shown = 'va<U+202E>lue<U+000A><b>/~';
  const pointer = `/${shown.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  expect(body).toMatchObject({
    rejected: [
      {
        detail: expect.stringContaining(
          `${pointer}: There is no member ${JSON.stringify(shown)} here.`,
        ) as string,
      },
    ],
  });
});

test.each([
  ['events', { sendAt: '2026-01-05T10:00:00Z' }, '/sendAt', 'Did you mean "sentAt"?'],
  ['events', { exposures: [] }, '/exposures', 'The members are events, environment, sentAt.'],
  ['exposures', { enviroment: 'production' }, '/enviroment', 'Did you mean "environment"?'],
  ['identities', { batchId: null }, '/batchId', 'The members are identities, environment, sentAt.'],
])(
  'a body of %s with %j beside its list is refused as one, and stores nothing',
  async (list, beside, pointer, advice) => {
    const item = { unit: 'beside', name: 'n' };
    const answer = await send(addressOf(list), key, { ...beside, [list]: [item] });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 'INVALID_INPUT',
        problems: [{ pointer, detail: expect.stringContaining(advice) as string }],
      },
    });
    expect(await stored('beside')).toEqual([]);
  },
);

test('what the client package sends is taken: when it was sent stands beside links too', async () => {
  const body = {
    sentAt: new Date().toISOString(),
    identities: [{ id: 'l1', anonymous: 'web-2', unit: 'u' }],
  };
  expect(await send(addressOf('identities'), key, body)).toMatchObject({
    status: 200,
    body: { accepted: 1 },
  });
});

test("an assignment is asked for in the same words, and its attributes are anybody's", async () => {
  const ask = (body: object) => send(`${url}/api/v1/assignments`, key, body);
  expect(await ask({ unit: 'u', atributes: {} })).toMatchObject({
    status: 400,
    body: {
      problems: [
        { pointer: '/atributes', detail: 'There is no member "atributes" here. Did you mean "attributes"?' },
      ],
    },
  });
  expect(await ask({ unit: 'u', attributes: { atributes: 1, Value: 2 } })).toMatchObject({ status: 200 });
});
