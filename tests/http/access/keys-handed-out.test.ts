import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../lib/auth/context';
import { keyContext } from '../../../lib/auth/key-context';
import { KEY_USE_INTERVAL_MS, storeKeyUses } from '../../../lib/auth/key-uses';
import { defaultKeyScopes, keyScopes, permissionsOf, roles } from '../../../lib/auth/permissions';
import { controlPlaneCaller, controlPlaneCallerAs, type Answer } from '../../support/control-plane';
import { send, startDataPlane } from '../../support/data-plane';
import { keysPath, madeIn, startKeys } from '../../support/keys';

// Who may hand out which key, and when each was last used.

const { databaseUrl, database, ctx, owner, made, rotate, statuses } = await startKeys();

describe('nobody hands out what they do not have', () => {
  const fieldsOf = (body: object) => ({ kind: 'secret', name: 'handed out', ...body });

  /** A key, and a caller by it. */
  async function held(body: object) {
    const { key, token } = await made({ reach: 'environment', ...body });
    const call = controlPlaneCaller(database, token);
    return {
      key,
      create: (input: object) => call('POST', keysPath, { body: fieldsOf(input) }),
      call,
    };
  }

  /** What the caller may do to the other key: change it, rotate it, revoke it. */
  async function touching(call: typeof owner, key: string): Promise<readonly number[]> {
    const headers = { 'if-match': '*' };
    const answers: Answer[] = [
      await call('PATCH', `${keysPath}/${key}`, { body: { name: 'taken' }, headers }),
      await call('POST', `${keysPath}/${key}/rotate`, { body: {}, headers }),
      await call('POST', `${keysPath}/${key}/end-rotation`, { body: {} }),
      await call('DELETE', `${keysPath}/${key}`),
    ];
    return answers.map(({ status }) => status);
  }

  test.each(keyScopes)(
    'a key without %s gives no key with it, and touches none that has it',
    async (scope) => {
      const others = keyScopes.filter((one) => one !== scope);
      if (scope === 'keys:write') {
        const { create } = await held({ scopes: others });
        expect((await create({ scopes: [] })).status).toBe(403);
        return;
      }
      const { create, call } = await held({ scopes: others });
      expect((await create({ scopes: others })).status).toBe(201);
      expect((await create({ scopes: [...others, scope] })).status).toBe(403);
      const own = madeIn(await create({ scopes: ['keys:write'] }));
      const raised = await call('PATCH', `${keysPath}/${own.key}`, {
        body: { scopes: [scope] },
        headers: { 'if-match': '"1"' },
      });
      expect(raised.status).toBe(403);
      const above = await made({ reach: 'environment', scopes: [scope] });
      expect(await touching(call, above.key)).toEqual([403, 403, 403, 403]);
      expect(await statuses(above.token)).not.toContain(401);
    },
  );

  test('a key without data:write makes no publishable key, which has it', async () => {
    const { create } = await held({ scopes: ['keys:write'] });
    expect((await create({ kind: 'publishable' })).status).toBe(403);
  });

  test('a key of one environment gives none of another, and none for the whole workspace', async () => {
    const { create, call } = await held({ environment: 'staging', scopes: keyScopes });
    expect((await create({})).status).toBe(201);
    expect((await create({ environment: 'production' })).status).toBe(403);
    expect((await create({ reach: 'workspace' })).status).toBe(403);
    const production = await made({ reach: 'environment' });
    const wide = await made({ environment: 'staging' });
    for (const { key } of [production, wide]) expect(await touching(call, key)).toEqual([403, 403, 403, 403]);
    expect((await call('GET', `${keysPath}/${production.key}`)).status).toBe(403);
    expect(JSON.stringify((await call('GET', keysPath)).body)).not.toContain(production.key);
  });

  test('a key that expires hands out nothing that lasts longer', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const later = new Date(Date.now() + 7_200_000).toISOString();
    const { key, create, call } = await held({ expiresAt, scopes: keyScopes });
    expect((await create({})).status).toBe(403);
    expect((await create({ expiresAt: later })).status).toBe(403);
    expect((await create({ expiresAt })).status).toBe(201);
    const lasting = await made({ reach: 'environment' });
    const headers = { 'if-match': '*' };
    expect((await call('POST', `${keysPath}/${lasting.key}/rotate`, { body: {}, headers })).status).toBe(403);
    const longer = await call('PATCH', `${keysPath}/${key}`, { body: { expiresAt: null }, headers });
    expect(longer.status).toBe(403);
    // It may have a new token itself, which ends with it.
    expect(await call('POST', `${keysPath}/${key}/rotate`, { body: {}, headers })).toMatchObject({
      status: 200,
      body: { expiresAt },
    });
  });

  test.each(roles)('the role %s gives a key what it may do itself, and what keys alone may', async (role) => {
    const permissions = permissionsOf(role);
    const person: Context = { ...ctx, actor: { ...ctx.actor, kind: 'member', permissions } };
    const call = controlPlaneCallerAs(person);
    const isAllowed = permissions.has('keys:write');
    for (const scopes of [keyScopes, defaultKeyScopes]) {
      const answer = await call('POST', keysPath, { body: fieldsOf({ reach: 'workspace', scopes }) });
      expect(answer.status).toBe(isAllowed ? 201 : 403);
    }
    const less = new Set([...permissions].filter((one) => one !== 'units:export'));
    const lesser = controlPlaneCallerAs({ ...person, actor: { ...person.actor, permissions: less } });
    const answer = await lesser('POST', keysPath, { body: fieldsOf({ scopes: ['units:export'] }) });
    expect(answer.status).toBe(403);
  });

  test('whoever may not read members reads no name of a person', async () => {
    const { call } = await held({ scopes: ['experiments:read', 'keys:write'] });
    const byKey = await call('POST', keysPath, { body: fieldsOf({ scopes: ['experiments:read'] }) });
    expect(byKey.body).toMatchObject({ createdBy: 'server' });
    const { body } = await call('GET', keysPath);
    expect(JSON.stringify(body)).not.toContain('the test');
  });
});

describe('the last use', () => {
  const lastUses = async (key: string) => {
    const stored = await database.prisma.key.findUniqueOrThrow({ where: { id: key } });
    return [stored.lastUsedAt, stored.previousLastUsedAt] as const;
  };

  test('is noted for each token by both planes, and written at most once a minute', async () => {
    const first = await made();
    expect(await lastUses(first.key)).toEqual([null, null]);
    await keyContext(database, `Bearer ${first.token}`);
    const [usedAt] = await lastUses(first.key);
    expect(usedAt).toBeInstanceOf(Date);
    await delay(2);
    await keyContext(database, `Bearer ${first.token}`);
    expect(await lastUses(first.key)).toEqual([usedAt, null]);
    const next = madeIn(await rotate(first.key, 1));
    expect(await lastUses(first.key)).toEqual([null, usedAt]);
    const { hash } = await database.prisma.key.findUniqueOrThrow({ where: { id: first.key } });
    const credential = Buffer.from(hash).toString('hex');
    const at = Date.now();
    await storeKeyUses(database, new Map([[credential, at]]));
    await storeKeyUses(database, new Map([[credential, at + KEY_USE_INTERVAL_MS - 1]]));
    expect(await lastUses(first.key)).toEqual([new Date(at), usedAt]);
    await storeKeyUses(database, new Map([[credential, at + KEY_USE_INTERVAL_MS]]));
    expect(await lastUses(first.key)).toEqual([new Date(at + KEY_USE_INTERVAL_MS), usedAt]);
    expect(await owner('GET', `${keysPath}/${first.key}`)).toMatchObject({
      body: { lastUsedAt: expect.any(String) as string, rotation: { lastUsedAt: usedAt?.toISOString() } },
    });
    expect(next.key).toBe(first.key);
  });

  test('waits for nobody who changes the key', async () => {
    const { key, token } = await made();
    await database.prisma.$transaction(async (transaction) => {
      await transaction.$queryRaw`select 1 from keys where id = ${key}::uuid for update`;
      await keyContext(database, `Bearer ${token}`);
    });
    expect(await lastUses(key)).toEqual([null, null]);
  });

  test('seen by the data plane is stored when the process ends, for a page as for a server', async () => {
    const other = await startDataPlane({ databaseUrl, pollIntervalMs: 60_000 });
    const secret = await made();
    const page = await made({ kind: 'publishable', reach: 'environment' });
    const unused = await made();
    await other.dataPlane.refresh();
    for (const { token } of [secret, page]) {
      expect((await send(`${other.url}/api/v1/configuration`, token)).status).toBe(200);
    }
    expect(await lastUses(secret.key)).toEqual([null, null]);
    await other.close();
    for (const { key } of [secret, page]) expect((await lastUses(key))[0]).toBeInstanceOf(Date);
    expect(await lastUses(unused.key)).toEqual([null, null]);
  });
});
