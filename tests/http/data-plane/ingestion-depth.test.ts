import { expect, test } from 'vitest';
import { send, startDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

// An item that nests too deep is one person's; its body holds those of others.

const { database, url, dataPlane } = await startDataPlane();
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
await dataPlane.refresh();
const { key: experiment, runId } = await makeRunningExperiment(database, place, { key: 'checkout' });

/** Objects and lists by turns, `levels` of them. */
function nested(levels: number): string {
  let [before, after] = ['', ''];
  for (let level = 0; level < levels; level += 1) {
    before += level % 2 === 0 ? '{"a":' : '[';
    after = `${level % 2 === 0 ? '}' : ']'}${after}`;
  }
  return `${before}1${after}`;
}

const lists = {
  events: (unit: string, levels: number) =>
    `{"unit":"${unit}","name":"n","id":"${unit}","properties":${nested(levels)}}`,
  exposures: (unit: string, levels: number) =>
    `{"experiment":"${experiment}","variant":"control","unit":"${unit}","id":"${unit}","attributes":${nested(levels)}}`,
  // A link holds nothing that nests, so what nests is also a member that it does not have.
  identities: (unit: string, levels: number) =>
    `{"anonymous":"before-${unit}","unit":"after-${unit}","id":"${unit}"${levels < 32 ? '' : `,"more":${nested(levels)}`}}`,
} as const;
const names = Object.keys(lists) as (keyof typeof lists)[];

const forms = [
  ['a list', (name: string, items: string[]) => `{"${name}":[${items.join()}]}`, {}],
  [
    'a list behind other members',
    (name: string, items: string[]) =>
      `{"sentAt":null, "${name}" : [ ${items.join(' , ')} ], "environment":null}`,
    {},
  ],
  ['lines', (_: string, items: string[]) => items.join('\n'), { 'content-type': 'application/x-ndjson' }],
] as const;
const cases = names.flatMap((name) => forms.map(([form, body, headers]) => ({ name, form, body, headers })));

test.each(cases)(
  '$name as $form: what nests too deep is refused alone, from the same level on',
  async ({ name, form, body, headers }) => {
    const item = (unit: string, levels: number) => lists[name](`${form}-${name}-${unit}`, levels);
    const good = Array.from({ length: 9 }, (_, index) => item(`good-${index}`, 2));
    // The item is a level itself.
    const items = [
      item('deep', 40),
      ...good,
      item('deepest-taken', 31),
      item('too-deep', 32),
      item('abyss', 50_000),
    ];
    const answer = await send(`${url}/api/v1/${name}`, key, body(name, items), { headers });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        accepted: 10,
        rejected: [
          {
            index: 0,
            id: `${form}-${name}-deep`,
            code: 'JSON_TOO_DEEP',
            detail: expect.stringContaining('32 levels') as string,
          },
          { index: 11, id: `${form}-${name}-too-deep`, code: 'JSON_TOO_DEEP' },
          // A line as long as that is no item at all.
          form === 'lines'
            ? { index: 12, code: 'LINE_TOO_LONG' }
            : { index: 12, id: `${form}-${name}-abyss`, code: 'JSON_TOO_DEEP' },
        ],
      },
    });
  },
);

test('the deep ones are kept as they came, and no deep one is stored', async () => {
  const kept = await database.prisma.rejectedEvent.findMany({ where: { code: 'JSON_TOO_DEEP' } });
  const bodies = kept.map((one) => one.body);
  for (const unit of ['a list-events-too-deep', 'lines-events-too-deep'])
    expect(bodies).toContain(lists.events(unit, 32));
  expect(await database.prisma.exposure.count({ where: { runId } })).toBe(30);
  expect(await database.prisma.exposure.count({ where: { runId, unit: { contains: 'deep' } } })).toBe(3);
});

test('brackets in texts nest nothing, and a number that is not exact is still told', async () => {
  const brackets = JSON.stringify(`${'[{'.repeat(100)}\\"`);
  const body = `{"events":[{"unit":"u","name":"brackets","properties":{"a":${brackets}}},${lists.events('both', 40)},
    {"unit":"u","name":"n","value":9007199254740993}]}`;
  expect((await send(`${url}/api/v1/events`, key, body)).body).toMatchObject({
    accepted: 1,
    rejected: [
      { index: 1, code: 'JSON_TOO_DEEP' },
      { index: 2, code: 'INEXACT_NUMBER' },
    ],
  });
});

test.each([
  ['beside the list', `{"x":${nested(40)},"events":[{"unit":"u","name":"n"}]}`, 'JSON_TOO_DEEP'],
  ['in place of a list', `{"events":${nested(40)}}`, 'JSON_TOO_DEEP'],
  ['as the body', '['.repeat(5_000_000), 'JSON_TOO_DEEP'],
  [
    'without an end',
    `{"events":[{"unit":"u","name":"n","properties":${'['.repeat(100_000)}`,
    'MALFORMED_JSON',
  ],
  ['alone', `{"events":[${lists.events('alone', 100_000)}]}`, 'JSON_TOO_DEEP'],
])('what is deep %s refuses the body', async (_, body, code) => {
  expect(await send(`${url}/api/v1/events`, key, body)).toMatchObject({ status: 400, body: { code } });
});
