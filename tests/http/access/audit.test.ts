import { rmSync } from 'node:fs';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { createControlPlane } from '../../../lib/api/control-plane';
import { controlPlaneOptions } from '../../../lib/api/control-plane-options';
import { roles } from '../../../lib/auth/permissions';
import { consoleAuthRoute } from '../../../lib/console/console-auth';
import { consoleSessionOf } from '../../../lib/console/console-context';
import { webAnswer } from '../../../lib/protocol/web-response';
import { createBoundedEntries } from '../../../lib/verbs/audit/bounded-entries';
import { auditHash, chainStart } from '../../../lib/verbs/audit/audit-form';
import { auditEntrySchema } from '../../../lib/verbs/audit/audit-entry';
import { recordingRefusals } from '../../../lib/verbs/audit/record-refusals';
import { createLayer } from '../../../lib/verbs/layers/create-layer';
import { updateLayer } from '../../../lib/verbs/layers/update-layer';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { temporaryDirectory } from '../../support/after-file';
import { controlPlaneCallerAs } from '../../support/control-plane';
import { recordLog } from '../../support/data-plane';
import { cloneDatabase } from '../../support/database';
import { joinWorkspace, passwordOfPeople } from '../../support/people';
import { createWorkspace } from '../../support/workspace';

// The audit trail as it is read, and what gets into it by trying.

const database = await cloneDatabase();
const dataDirectory = temporaryDirectory('audit');
vi.stubEnv('FAIRSPLIT_DATA_DIRECTORY', dataDirectory);
vi.stubEnv('FAIRSPLIT_SECRET', 'a secret of this test that is long enough for a hash');
globalThis.fairsplitDatabase = database;
const log = recordLog();
const refusals = createBoundedEntries({ database, log });
globalThis.fairsplitBoundedEntries = refusals;
afterAll(() => {
  rmSync(dataDirectory, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const formula = '=HYPERLINK("https://evil.example")';
const { ctx, workspaceId } = await createWorkspace(database);
const owner = await joinWorkspace(ctx, 'owner', 'owner@example.com');
const ann = await joinWorkspace(ctx, 'viewer', 'ann@example.com');

const entrySchema = auditEntrySchema.extend({ occurredAt: z.string() });
const pageSchema = z.object({ entries: z.array(entrySchema), next: z.string().nullable() });

async function list(query = '', by = owner.ctx) {
  const { status, body } = await controlPlaneCallerAs(by)('GET', `/api/v1/audit-entries${query}`);
  expect(status).toBe(200);
  return pageSchema.parse(body);
}

const actionsIn = async (query: string) => (await list(query)).entries.map(({ action }) => action);

async function exported(query = ''): Promise<string> {
  const controlPlane = createControlPlane({
    ...controlPlaneOptions(database, log),
    contextFor: () => Promise.resolve(owner.ctx),
  });
  const request = new Request(`http://fairsplit.test/api/v1/audit-entries/export${query}`);
  return (await webAnswer(controlPlane, request))?.text() ?? '';
}

await createLayer({ ctx: owner.ctx, input: { key: 'pages', name: formula } });
await updateLayer({ ctx: owner.ctx, input: { key: 'pages', version: 1, changes: { name: '<b>Pages</b>' } } });

describe('the audit trail', () => {
  test.each(roles)('is read by admins and owners: %s', async (role) => {
    const person = await joinWorkspace(ctx, role, `reader-${role}@example.com`);
    const call = controlPlaneCallerAs(person.ctx);
    const expected = role === 'admin' || role === 'owner' ? 200 : 403;
    expect((await call('GET', '/api/v1/audit-entries')).status).toBe(expected);
    if (expected === 403) expect((await call('GET', '/api/v1/audit-entries/export')).status).toBe(403);
  });

  test('says who did what to what, and of a change what was before', async () => {
    const { entries } = await list('?subject=layer:pages');
    expect(entries).toMatchObject([
      {
        action: 'layer.update',
        actor: `member:${owner.userId}`,
        actorName: 'owner',
        detail: { changed: { name: { from: formula, to: '<b>Pages</b>' } } },
      },
      { action: 'layer.create' },
    ]);
    const [join] = (await list(`?subject=member:${ann.userId}`)).entries;
    expect(join).toMatchObject({ action: 'member.join', subjectName: 'ann' });
  });

  test('is asked by who, what, action and time; what cannot be meant is refused with a word on how to say it', async () => {
    expect(new Set(await actionsIn(`?actor=member:${owner.userId}`))).toEqual(
      new Set(['layer.update', 'layer.create', 'member.join']),
    );
    expect(new Set(await actionsIn('?actor=system'))).toEqual(new Set(['key.create', 'invitation.create']));
    expect(await actionsIn('?action=layer')).toEqual(['layer.update', 'layer.create']);
    expect(await actionsIn('?action=layer.create')).toEqual(['layer.create']);
    expect(await actionsIn('?action=lay')).toEqual([]);
    expect(await actionsIn('?subject=layer&to=2020-01-01')).toEqual([]);
    expect(await actionsIn('?subject=layer&from=2020-01-01T00:00:00Z')).toHaveLength(2);
    for (const wrong of [
      'actor=Ann',
      'action=Layer',
      'from=yesterday',
      'from=2026-02-30',
      'from=2026-02-02&to=2026-02-01',
      'actor=member&actor=key',
    ]) {
      const { status, body } = await controlPlaneCallerAs(owner.ctx)('GET', `/api/v1/audit-entries?${wrong}`);
      const { detail } = z.object({ detail: z.string() }).parse(body);
      expect([wrong, status, detail]).toEqual([wrong, 400, expect.stringMatching(/Write|before|twice|once/)]);
    }
  });

  test("takes days of the workspace's zone, also where clocks change, and all of the last", async () => {
    const elsewhere = await createWorkspace(database, 'Berlin');
    await database.prisma.workspace.update({
      where: { id: elsewhere.workspaceId },
      data: { timeZone: 'Europe/Berlin' },
    });
    // Clocks went back in the night of 25 October 2026: that day had 25 hours.
    for (const [key, at] of [
      ['before', '2026-10-24T21:59:59.999Z'],
      ['first', '2026-10-24T22:00:00.000Z'],
      ['last', '2026-10-25T22:59:59.999Z'],
      ['after', '2026-10-25T23:00:00.000Z'],
    ] as const) {
      await createLayer({ ctx: { ...elsewhere.ctx, now: () => new Date(at) }, input: { key, name: key } });
    }
    const reader = await joinWorkspace(elsewhere.ctx, 'owner', 'berlin@example.com');
    const { entries } = await list('?subject=layer&from=2026-10-25&to=2026-10-25', reader.ctx);
    expect(entries.map(({ subject }) => subject)).toEqual(['layer:last', 'layer:first']);
  });

  test('goes on page by page, each entry once, whatever is added meanwhile', async () => {
    const whole = (await list('?limit=500')).entries.map(({ id }) => id);
    const read: string[] = [];
    let next: string | null = null;
    do {
      const page = await list(next === null ? '?limit=2' : `?limit=2&after=${next}`);
      read.push(...page.entries.map(({ id }) => id));
      next = page.next;
      if (read.length === 2) await createLayer({ ctx, input: { key: 'meanwhile', name: 'Meanwhile' } });
    } while (next !== null);
    expect(read).toEqual(whole);
  });

  test('is nobody else’s: another workspace finds none of it, by no filter', async () => {
    const stranger = await joinWorkspace(
      (await createWorkspace(database, 'Elsewhere')).ctx,
      'owner',
      'x@example.com',
    );
    for (const query of ['?limit=500', '?subject=layer:pages', `?actor=member:${owner.userId}`]) {
      const text = JSON.stringify(await list(query, stranger.ctx));
      expect(text).not.toContain('layer:pages');
      expect(text).not.toContain(owner.userId);
    }
  });
});

describe('an export', () => {
  test('has every entry with its hash, so that the chain can be checked without us', async () => {
    const entries = (await exported())
      .trimEnd()
      .split('\n')
      .map((line) => entrySchema.parse(JSON.parse(line)));
    expect(entries.length).toBe(await database.prisma.auditEntry.count({ where: { workspaceId } }));
    let previous: Uint8Array = chainStart;
    for (const { previousHash, hash, form, occurredAt, ...entry } of entries) {
      expect(previousHash).toBe(Buffer.from(previous).toString('hex'));
      previous = auditHash(previous, { ...entry, workspaceId, occurredAt: new Date(occurredAt) }, form);
      expect(hash).toBe(Buffer.from(previous).toString('hex'));
    }
  });

  test('is read a page at a time, in no transaction, and let go of when nobody reads on', async () => {
    const many = await createWorkspace(database, 'Many');
    const reader = await joinWorkspace(many.ctx, 'owner', 'many@example.com');
    await database.pool.query(
      `insert into audit_entries (workspace_id, actor, action, subject, detail, occurred_at, previous_hash, hash)
       select $1::uuid, 'system:test', 'layer.create', 'layer:' || n, '{}', now(), sha256(n::text::bytea), sha256(('x' || n)::bytea)
       from generate_series(1, 1200) n`,
      [many.workspaceId],
    );
    const controlPlane = createControlPlane({
      ...controlPlaneOptions(database, log),
      contextFor: () => Promise.resolve(reader.ctx),
    });
    const ask = () =>
      webAnswer(
        controlPlane,
        new Request('http://fairsplit.test/api/v1/audit-entries/export?format=csv&action=layer'),
      );
    const text = (await (await ask())?.text()) ?? '';
    expect(text.trimEnd().split('\r\n')).toHaveLength(1 + 1200);
    const stopped = (await ask())?.body?.getReader();
    const first = new TextDecoder().decode((await stopped?.read())?.value);
    expect(first.trimEnd().split('\r\n')).toHaveLength(1 + 500);
    await stopped?.cancel();
    const { rows } = await database.pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    );
    expect(rows).toEqual([]);
  });

  test('as CSV holds no cell that a spreadsheet computes', async () => {
    await database.prisma.user.update({ where: { id: owner.userId }, data: { name: formula } });
    const csv = await exported('?format=csv&subject=layer:pages');
    expect(csv.split('\r\n')[0]).toBe(
      'id,occurred_at,actor,actor_name,action,subject,subject_name,detail,form,previous_hash,hash',
    );
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(csv).not.toMatch(/(^|[,\n])"?[=+@-]/);
    await database.prisma.user.update({ where: { id: owner.userId }, data: { name: 'owner' } });
  });
});

const signIn = (email: string, password: string) =>
  consoleAuthRoute(
    new Request('http://127.0.0.1:3000/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:3000' },
      body: JSON.stringify({ email, password }),
    }),
  );

const entriesOf = (action: string) =>
  database.prisma.auditEntry.findMany({ where: { workspaceId, action }, orderBy: { id: 'asc' } });

describe('what is refused', () => {
  test('by a verb, to a key over HTTP and to a person in the console, is an entry; to those who may, none', async () => {
    const { key: id, token: key } = await createKey({
      ctx,
      input: { kind: 'secret', name: 'reader', scopes: ['experiments:read'], reach: 'workspace' },
    });
    const controlPlane = createControlPlane(controlPlaneOptions(database, log, { refusals }));
    const ask = (method: string, path: string, body?: object) =>
      webAnswer(
        controlPlane,
        new Request(`http://fairsplit.test/api/v1/${path}`, {
          method,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
    expect((await ask('GET', 'experiments'))?.status).toBe(200);
    expect((await ask('POST', 'experiments/checkout/stop', {}))?.status).toBe(403);
    for (let round = 0; round < 30; round += 1)
      await ask('POST', `experiments/other-${String(round)}/stop`, {});
    expect((await ask('POST', 'layers', { key: 'x y', name: formula }))?.status).toBe(403);

    const answer = await signIn(ann.email, passwordOfPeople);
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';', 1)[0])
      .join('; ');
    const session = await consoleSessionOf(new Headers({ cookie }));
    if (session === null) throw new Error('The sign-in made no session.');
    await expect(createLayer({ ctx: session.ctx, input: { key: 'mine', name: 'Mine' } })).rejects.toThrow(
      'may not',
    );
    await refusals.flush();

    const entries = await entriesOf('access.refuse');
    const of = (actor: string) =>
      entries.filter((one) => one.actor === actor && one.subject === actor).map(({ detail }) => detail);
    expect(of(`member:${ann.userId}`)).toMatchObject([{ times: 1, call: { createLayer: 1 } }]);
    const others = Array.from({ length: 20 }, (_, round) => [`other-${String(round)}`, 1] as const);
    expect(of(`key:${id}`)).toEqual([
      {
        times: 1,
        call: { stopExperiment: 1 },
        permission: { 'experiments:write': 1 },
        object: { checkout: 1 },
      },
      {
        times: 31,
        call: { stopExperiment: 30, createLayer: 1 },
        permission: { 'experiments:write': 31 },
        object: { ...Object.fromEntries(others), others: 10 },
      },
    ]);
    expect(entries).toHaveLength(3);
  });

  test('at the sign-in is counted by account: no password is kept, nor what no account has', async () => {
    // What is refused for the time being is told there.
    vi.spyOn(console, 'error').mockReturnValue();
    const before = await database.prisma.auditEntry.count();
    // No second passes here, however long the guesses take: the wait for the next would be over.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const statuses: number[] = [];
    // The clock stands: a machine that is slow would wait as long as the limit asks.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    for (let guess = 0; guess < 8; guess += 1) {
      statuses.push((await signIn('Ann@example.com', `guess number ${String(guess)}`)).status);
      await signIn(`a password typed in the wrong field ${String(guess)}@example.com`, 'whatever it was');
      await signIn('x'.repeat(300), 'whatever it was');
    }
    vi.useRealTimers();
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    vi.restoreAllMocks();
    await refusals.flush();
    const entries = await entriesOf('member.sign-in-failure');
    expect(entries).toMatchObject([
      {
        actor: 'system:sign-in',
        subject: `member:${ann.userId}`,
        detail: { times: 1, why: { 'wrong-password': 1 } },
      },
      { detail: { times: 7, why: { 'wrong-password': 4, limited: 3 } } },
    ]);
    expect(await database.prisma.auditEntry.count()).toBe(before + 2);
    const { rows } = await database.pool.query<{ text: string }>(
      "select query_to_xml('select * from audit_entries', true, false, '')::text as text",
    );
    expect(rows[0]?.text).not.toMatch(/guess number|whatever it was|wrong field/);
  });

  test('has one entry at once and one for each minute that follows, however often it is tried', async () => {
    const timesOf = async (windowMs: number, attempts: number) => {
      const bounded = createBoundedEntries({ database, log, windowMs });
      const tried = recordingRefusals(ann.ctx, bounded);
      const countBefore = (await entriesOf('access.refuse')).length;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        await createLayer({ ctx: tried, input: { key: 'mine', name: 'Mine' } }).catch(() => undefined);
        if (attempt % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await bounded.flush();
      const entries = (await entriesOf('access.refuse')).slice(countBefore);
      return entries.map(({ detail }) => z.object({ times: z.int() }).parse(detail).times);
    };
    expect(await timesOf(60_000, 500)).toEqual([1, 499]);
    const began = Date.now();
    const times = await timesOf(100, 500);
    const windows = Math.ceil((Date.now() - began) / 100);
    expect(times[0]).toBe(1);
    expect(times.reduce((sum, one) => sum + one)).toBe(500);
    expect(times.length).toBeGreaterThan(2);
    expect(times.length).toBeLessThanOrEqual(windows + 2);
  });

  test('is logged where it cannot be written, and nothing else fails', async () => {
    const nowhere = recordingRefusals(
      { ...ann.ctx, workspaceId: '00000000-0000-7000-8000-000000000000' },
      refusals,
    );
    await expect(createLayer({ ctx: nowhere, input: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await refusals.flush();
    expect(log.lines.at(-1)).toMatchObject({
      level: 'warn',
      message: 'refusals could not be written into the audit trail',
    });
  });
});
