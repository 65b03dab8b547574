import { expect, test } from 'vitest';
import { z } from 'zod';
import { keyScopes } from '../../../lib/auth/permissions';
import { loadConfiguration } from '../../../lib/configuration/load-configuration';
import { experimentFieldNames } from '../../../lib/model/experiment';
import { createKey } from '../../../lib/verbs/keys/create-key';
import type { Door } from '../../../lib/verbs/verb';
import { verbs } from '../../../lib/verbs/verb-list';
import { controlPlaneCaller } from '../../support/control-plane';
import { recordLog } from '../../support/data-plane';
import { fingerprintOf } from '../../support/fingerprint';
import { sourceDatabase } from '../../support/source-database';
import { verbExamples } from '../../support/verb-examples';
import { mark, verbFixtures, type VerbFixture } from '../../support/verb-fixture';
import { experimentBody } from '../../support/workspace';

// Environments share an experiment. What a key of one may change does not reach what another serves or will serve: whatever the
// list of verbs has for an experiment is tried with a key of another environment.

const { connection } = await sourceDatabase();
const fixture = await (await verbFixtures(connection))();
const { database, environmentId } = fixture;
const keyed = async (input: object) => {
  const made = { kind: 'secret', name: 'key', scopes: keyScopes, ...input };
  return controlPlaneCaller(database, (await createKey({ ctx: fixture.callers.member, input: made })).token);
};
const production = await keyed({});
const staging = await keyed({ environment: 'staging' });
const workspace = await keyed({ reach: 'workspace' });

const doors: readonly (readonly [string, Door])[] = verbs.flatMap(({ name, door }) =>
  door?.path.startsWith('/api/v1/experiments/{key}') === true && door.method !== 'GET' ? [[name, door]] : [],
);

/** What an experiment is, and what it is served as in production. */
async function inProduction(key: string): Promise<unknown> {
  const { body } = await workspace('GET', `/api/v1/experiments/${key}`);
  const { runs, ...experiment } = z.looseObject({ runs: z.array(z.looseObject({})) }).parse(body);
  const { environments } = await loadConfiguration({ database, log: recordLog() });
  return {
    definition: experimentFieldNames.map((field) => [field, experiment[field]]),
    runs: runs.filter(({ environment }) => environment === 'production'),
    served: environments.filter(({ id }) => id === environmentId).map(({ version, ...served }) => served),
  };
}

/** The verb's example, asked over HTTP of this experiment, in staging where an environment can be said. */
async function askedByStaging(name: string, { method, path, ifMatch }: Door, key: string) {
  const at = path.replace('{key}', key);
  const { body } = await workspace('GET', `/api/v1/experiments/${key}`);
  const { version } = z.looseObject({ version: z.int() }).parse(body);
  const headers = ifMatch === undefined ? {} : { 'if-match': `"${String(version)}"` };
  const {
    key: _key,
    version: _version,
    changes = {},
    environment: _environment,
    ...rest
  } = exampleOf(name, fixture);
  const said = { ...rest, ...changes };
  const takesEnvironment = Object.hasOwn(inputMembers(name), 'environment');
  const bodies = takesEnvironment ? [said, { ...said, environment: 'staging' }] : [said];
  const answers = [];
  for (const sent of bodies) {
    const isEmpty = Object.keys(sent).length === 0;
    answers.push(await staging(method, at, { headers, ...(!isEmpty && { body: sent }) }));
  }
  return answers;
}

const exampleSchema = z.looseObject({ changes: z.record(z.string(), z.unknown()).optional() });

function exampleOf(name: string, of: VerbFixture) {
  return exampleSchema.parse(verbExamples[name]?.input(of));
}

function inputMembers(name: string): object {
  const input = verbs.find((verb) => verb.name === name)?.input;
  return input instanceof z.ZodObject ? input.shape : {};
}

/** Each made by other hands, and all meant for production. */
const made = { 'of-a-key': production, 'of-the-workspace': workspace };
for (const [key, by] of Object.entries(made)) {
  expect(await by('POST', '/api/v1/experiments', { body: experimentBody({ key }) })).toMatchObject({
    status: 201,
  });
}
const drafts = [...Object.keys(made), `${mark}-draft`];

test.each(doors)('%s of a draft of production does nothing for a key of staging', async (name, door) => {
  for (const key of drafts) {
    const before = await fingerprintOf(database);
    for (const { status } of await askedByStaging(name, door, key)) {
      expect([key, status]).toEqual([key, expect.toSatisfy((code: number) => code === 403 || code === 409)]);
    }
    expect(await fingerprintOf(database)).toEqual(before);
  }
});

test.each(doors)(
  '%s by a key of staging leaves alone what production serves and will serve',
  async (name, door) => {
    for (const places of [['production', 'staging'], ['staging']]) {
      const key = `${name}-in-${places.join('-and-')}`.toLowerCase();
      const path = `/api/v1/experiments/${key}`;
      await production('POST', '/api/v1/experiments', { body: experimentBody({ key, coverage: 0.5 }) });
      for (const environment of places) {
        const begun = await workspace('POST', `${path}/start`, { body: { environment } });
        expect(begun).toMatchObject({ status: 200 });
      }
      const before = await inProduction(key);
      await askedByStaging(name, door, key);
      expect(await inProduction(key)).toEqual(before);
    }
  },
);

test('a key of production changes, starts and deletes its own drafts, whatever a key of staging tried', async () => {
  for (const key of ['kept', 'dropped']) {
    await production('POST', '/api/v1/experiments', { body: experimentBody({ key }) });
    for (const [name, door] of doors) await askedByStaging(name, door, key);
  }
  const path = '/api/v1/experiments/kept';
  const headers = { 'if-match': '"1"' };
  expect(await production('PATCH', path, { headers, body: { coverage: 0.5 } })).toMatchObject({
    status: 200,
  });
  expect(await production('POST', `${path}/start`)).toMatchObject({ status: 200 });
  const forced = [{ unit: 'tester', variant: 'treatment' }];
  const followed = await production('PATCH', path, { headers: { 'if-match': '"3"' }, body: { forced } });
  expect(followed).toMatchObject({ status: 200, body: { forced } });
  expect(await production('DELETE', '/api/v1/experiments/dropped')).toMatchObject({ status: 204 });
});

test('a draft is of the environment of the key that made it; what people make is of production', async () => {
  await staging('POST', '/api/v1/experiments', { body: experimentBody({ key: 'of-staging' }) });
  const path = '/api/v1/experiments/of-staging';
  const headers = { 'if-match': '"1"' };
  const body = { name: 'Other' };
  expect(await production('PATCH', path, { headers, body })).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining('use a key of "staging" there') as string },
  });
  expect(await production('POST', `${path}/start`)).toMatchObject({ status: 403 });
  expect(await staging('PATCH', path, { headers, body })).toMatchObject({ status: 200 });
  const ofPeople = `/api/v1/experiments/${mark}-draft`;
  expect(await production('PATCH', ofPeople, { headers, body })).toMatchObject({ status: 200 });
});

test('what has run in two environments is for keys of the whole workspace to change, and the refusal says so', async () => {
  const path = '/api/v1/experiments/in-both';
  await production('POST', '/api/v1/experiments', { body: experimentBody({ key: 'in-both' }) });
  for (const environment of ['production', 'staging']) {
    await workspace('POST', `${path}/start`, { body: { environment } });
  }
  const headers = { 'if-match': '"3"' };
  const body = { name: 'Other' };
  expect(await production('PATCH', path, { headers, body })).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining('Use a key for the whole workspace.') as string },
  });
  expect(await workspace('PATCH', path, { headers, body })).toMatchObject({ status: 200 });
});
