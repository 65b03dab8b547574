import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createControlPlane } from '../../../lib/api/control-plane';
import { controlPlaneOptions } from '../../../lib/api/control-plane-options';
import { controlPlaneRoutes } from '../../../lib/api/routes';
import { keyContext } from '../../../lib/auth/key-context';
import { keyScopes } from '../../../lib/auth/permissions';
import { ApiClient } from '../../../lib/client/api-client';
import type { Operations } from '../../../lib/client/operations';
import { isPlaced, places, type PlaceName } from '../../../lib/doors/places';
import { FairsplitError, NotFoundError } from '../../../lib/errors';
import { withSentences } from '../../../lib/model/with-sentences';
import { nodeListener, nothingElse } from '../../../lib/protocol/node-listener';
import type { ExportedFile } from '../../../lib/verbs/analysis/exported-file';
import { createKey } from '../../../lib/verbs/keys/create-key';
import type { Verb } from '../../../lib/verbs/verb';
import { verbs } from '../../../lib/verbs/verb-list';
import { afterFile } from '../../support/after-file';
import { recordLog } from '../../support/data-plane';
import { checkOf, describedOperations } from '../../support/described-api';
import { sourceDatabase } from '../../support/source-database';
import { verbExamples } from '../../support/verb-examples';
import { verbFixtures, type VerbFixture } from '../../support/verb-fixture';

// Each verb that the API answers with is called by its name through the client: its answer, or its refusal, is what the verb itself
// gives for the same input.

const { connection } = await sourceDatabase();
const newFixture = await verbFixtures(connection);
const at = new Date();
const now = () => at;

const isReading = ({ records }: Verb) => records.length === 0;

/** Those that read come first: they share a copy. */
const placed = verbs
  .flatMap((verb): readonly [PlaceName, Verb][] => (isPlaced(verb.name) ? [[verb.name, verb]] : []))
  .sort(([, one], [, other]) => Number(isReading(other)) - Number(isReading(one)));
const exported = ['exportAnalysis', 'exportAuditEntries', 'exportUnitRecords', 'exportUnits'];

/** A copy of the fixture with its API on a port, and a key for both ways of calling. */
async function open() {
  const fixture = await newFixture();
  const { database, callers } = fixture;
  const log = recordLog();
  const plane = createControlPlane(controlPlaneOptions(database, log, { now }));
  const server = createServer(nodeListener(plane, nothingElse));
  const url = await listening(server);
  const input = { kind: 'secret', reach: 'workspace', name: 'caller', scopes: keyScopes };
  const { token: key } = await createKey({ ctx: callers.member, input });
  const ctx = { ...(await keyContext(database, `Bearer ${key}`)), now };
  return { fixture, ctx, client: new ApiClient(url, key), log };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function listening(server: Server): Promise<string> {
  afterFile(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return `http://127.0.0.1:${String(port)}`;
}

async function called(name: PlaceName, { client, fixture }: Opened): Promise<unknown> {
  return told(client.call(name, z.custom<Operations[PlaceName]['input']>().parse(exampleOf(name, fixture))));
}

/** What the API is to make of it: the verb's result, its outcomes with their sentences, or its error. */
async function calledDirectly(name: string, verb: Verb, { ctx, fixture }: Opened): Promise<unknown> {
  const { door, output } = verb;
  return told(
    verb({ ctx, input: exampleOf(name, fixture) }).then(async (result) => {
      if (exported.includes(name)) return received(z.custom<ExportedFile>().parse(result));
      if (result === null) throw new NotFoundError(door?.missing ?? '', keyIn(exampleOf(name, fixture)));
      if (output === undefined) return undefined;
      return door?.hasOutcomes === true ? withSentences(result) : result;
    }),
  );
}

function exampleOf(name: string, fixture: VerbFixture): object {
  const example = verbExamples[name];
  if (example === undefined) throw new Error(`The verb "${name}" has no example in verb-examples.ts.`);
  return example.input(fixture);
}

const keyIn = (input: object): string | undefined =>
  z.object({ key: z.string().optional() }).parse(input).key;

class Refused {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly message: string,
  ) {}
}

async function told(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => {
    if (error instanceof FairsplitError) return new Refused(error.status, error.code, error.message);
    throw error;
  });
}

async function received({ name, mediaType, body }: ExportedFile) {
  return { name, mediaType, bytes: await new Response(body).bytes() };
}

/** As it travels, without what is another for each call: ids, instants of the database's own clock, seeds that are drawn, links, tokens. */
function comparable(answer: unknown): string | undefined {
  const text = JSON.stringify(answer, (_, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  );
  return (text as string | undefined)
    ?.replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .replaceAll(/"seed":\d+/g, 'SEED')
    .replaceAll(/\/invitations\/[\w-]{43}/g, 'LINK')
    .replaceAll(/fs_(?:sec|pub)_[\da-f]+/g, 'TOKEN');
}

/** What of an answer is not as the API's description says. */
function notAsDescribed(name: PlaceName, answer: unknown): readonly unknown[] {
  const { method, path } = places[name];
  const operation = describedOperations.find((one) => one.method === method && one.path === path);
  const bodies = Object.entries(operation?.responses ?? {}).flatMap(([status, { content }]) =>
    status.startsWith('2') ? [content['application/json']?.schema] : [],
  );
  if (bodies.length !== 1) return [`${String(bodies.length)} answers are described`];
  const [schema] = bodies;
  if (schema === undefined) return answer === undefined ? [] : ['an answer that is not described'];
  const check = checkOf(schema);
  return check(answer) ? [] : (check.errors ?? []);
}

test('every verb behind a route has a place, and every route is the place of a verb', () => {
  const behindDoors = verbs.filter(({ door }) => door !== undefined).map(({ name }) => name);
  expect([...behindDoors, ...exported].sort()).toEqual(Object.keys(places).sort());
  const reached = new Set(
    Object.values(places).map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`),
  );
  expect(controlPlaneRoutes.filter(({ method, path }) => !reached.has(`${method} ${path}`))).toEqual([]);
});

/** What reads leaves it as it is for the next. */
let unwritten: Opened | null = null;

test.each(placed)('%s through the client is what the verb gives', async (name, verb) => {
  const one = isReading(verb) ? (unwritten ??= await open()) : await open();
  const expected = await calledDirectly(name, verb, one);
  const other = isReading(verb) ? one : await open();
  const answer = await called(name, other);
  expect(comparable(answer)).toEqual(comparable(expected));
  if (!(answer instanceof Refused) && !exported.includes(name))
    expect(notAsDescribed(name, answer)).toEqual([]);
  expect(other.log.lines).toEqual([]);
});
