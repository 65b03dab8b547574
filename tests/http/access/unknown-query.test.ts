import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { controlPlaneRoutes } from '../../../lib/api/routes';
import { keyScopes } from '../../../lib/auth/permissions';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { verbs } from '../../../lib/verbs/verb-list';
import { controlPlaneCaller, type ControlPlaneCaller } from '../../support/control-plane';
import { fingerprintOf } from '../../support/fingerprint';
import { sourceDatabase } from '../../support/source-database';
import { verbExamples } from '../../support/verb-examples';
import { mark, verbFixtures, type VerbFixture } from '../../support/verb-fixture';

// Whatever a query says is taken or refused, by every route: passed over, it would be done elsewhere than was meant.

const { connection } = await sourceDatabase();
const newFixture = await verbFixtures(connection);
let fixture: VerbFixture;
let call: ControlPlaneCaller;

beforeAll(async () => {
  fixture = await newFixture();
  const input = { kind: 'secret', name: 'key', scopes: keyScopes, reach: 'workspace' };
  const { token: key } = await createKey({ ctx: fixture.callers.member, input });
  call = controlPlaneCaller(fixture.database, key);
});

const exampleSchema = z.looseObject({ key: z.string().optional(), id: z.string().optional() });
const problemSchema = z.looseObject({
  status: z.literal(400),
  code: z.literal('INVALID_INPUT'),
  problems: z.array(z.looseObject({ pointer: z.string(), detail: z.string() })),
});

/** The verb's example as a request that would do what it is for, but for the query. */
function requestOf({ operation, path, method }: (typeof controlPlaneRoutes)[number]) {
  const verb = verbs.find(({ name, door }) => door?.path === path && (door.operation ?? name) === operation);
  const example = exampleSchema.parse(verbExamples[verb?.name ?? operation]?.input(fixture));
  const { version: _version, changes = {}, ...rest } = example;
  const inPath = [...path.matchAll(/\{(?<name>\w+)\}/g)].map(({ groups }) => groups?.['name'] ?? '');
  const at = inPath.reduce((now, name) => now.replace(`{${name}}`, String(example[name])), path);
  const said = { ...rest, ...z.looseObject({}).parse(changes) };
  const body = Object.fromEntries(Object.entries(said).filter(([name]) => !inPath.includes(name)));
  const headers = { 'if-match': '*' };
  return { at, options: method === 'GET' ? {} : { headers, body } };
}

const routes = controlPlaneRoutes.map((route) => [`${route.method} ${route.path}`, route] as const);

describe.each(routes)('%s', (_title, route) => {
  test.each(['nonsense', 'version', 'constructor', 'key', 'environment'])(
    'takes ?%s= or refuses it by name, and changes nothing',
    async (name) => {
      if (route.query !== undefined && Object.hasOwn(route.query.shape, name)) return;
      const before = await fingerprintOf(fixture.database);
      const { at, options } = requestOf(route);
      const { status, body } = await call(route.method, `${at}?${name}=staging`, options);
      expect({ status, body }).toMatchObject({ status: 400 });
      const { problems } = problemSchema.parse(body);
      expect(problems).toEqual([
        { pointer: `/${name}`, detail: expect.stringContaining(`"${name}"`) as string },
      ]);
      expect(await fingerprintOf(fixture.database)).toEqual(before);
    },
  );
});

test('the refusal says where a member belongs, or what is taken', async () => {
  const path = `/api/v1/experiments/${mark}-running`;
  const asked: readonly [string, string, string][] = [
    [
      'POST',
      `${path}/stop?environment=staging`,
      '"environment" is said in the body; leave it out of the query.',
    ],
    [
      'POST',
      '/api/v1/links/undo?environment=staging',
      '"environment" is said in the body; leave it out of the query.',
    ],
    ['PATCH', `${path}?key=other`, '"key" stands in the path; leave it out of the query.'],
    [
      'POST',
      `${path}/analyses?environment=staging`,
      'There is no "environment" in the query here: the body takes "run", "segments", "full".',
    ],
    [
      'GET',
      `${path}?environment=staging`,
      'There is no "environment" in the query here: nothing is said there.',
    ],
    ['GET', '/api/v1/keys?after=one', 'There is no "after" in the query here: nothing is said there.'],
    [
      'GET',
      '/api/v1/rejected?nonsense=1',
      'There is no "nonsense" in the query here: it takes "environment", ',
    ],
  ];
  for (const [method, at, detail] of asked) {
    const { body } = await call(method, at, { headers: { 'if-match': '*' } });
    expect(problemSchema.parse(body).problems[0]?.detail).toContain(detail);
  }
});

test('where the environment is taken, that of the query is the one that is read', async () => {
  const read = await call('GET', '/api/v1/ingestion/settings?environment=staging');
  expect(read).toMatchObject({ status: 200, body: { environment: 'staging' } });
});
